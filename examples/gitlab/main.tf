provider "aws" {
  region = "us-west-2"
}

module "zappa_iam" {
  source       = "../../modules/zappa_iam"
  bucket_name  = "my-awesome-zappa-bucket"
  region       = "us-west-2"
  role_name    = "ZappaShopRole"
  project_name = "shop"
  stages       = ["production"]

  deployers = {
    production = {
      # The project's page shows its number under its name.
      gitlab = {
        project    = "acme/shop"
        project_id = "20"
        branches   = ["main"]
      }

      # main is protected: who may push to it may deploy.
      claims = { ref_protected = ["true"] }
    }
  }
}

output "deployer_role_arn" {
  description = "What goes into the project's CI/CD variable DEPLOYER_ROLE_ARN."
  value       = module.zappa_iam.deployer_role_arns["production"]
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value       = jsonencode(module.zappa_iam.zappa_settings)
}
