provider "aws" {
  region = "us-west-2"
}

module "zappa_iam" {
  source             = "../../modules/zappa_iam"
  bucket_name        = "my-awesome-zappa-bucket"
  region             = "us-west-2"
  role_name          = "ZappaDjangoRole"
  name               = "Zappa" # the guide's names, also after project_name is added
  policy_profile     = "guide"
  create_access_keys = true
}

output "access_keys" {
  description = "The key of each user, for ~/.aws/credentials: read it with `terraform output -json access_keys`."
  value       = module.zappa_iam.access_keys
  sensitive   = true
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value       = jsonencode(module.zappa_iam.zappa_settings)
}
