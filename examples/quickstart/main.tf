provider "aws" {
  region = "us-west-2"
}

module "zappa_iam" {
  source       = "../../modules/zappa_iam"
  bucket_name  = "my-awesome-zappa-bucket"
  region       = "us-west-2"
  role_name    = "ZappaDjangoRole"
  project_name = "my-project"
  stages       = ["dev"]
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value       = jsonencode(module.zappa_iam.zappa_settings)
}
