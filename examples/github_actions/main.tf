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
      # `gh api repos/octo-org/shop` shows both numbers, as owner.id and id.
      github = {
        repository    = "octo-org/shop"
        owner_id      = "123456"
        repository_id = "456789"
        environments  = ["production"]
      }

      # A job of any branch can name the environment; this lets in those of main alone.
      claims = { ref = ["refs/heads/main"] }
    }
  }
}

output "deployer_role_arn" {
  description = "What goes into the repository's variable DEPLOYER_ROLE_ARN."
  value       = module.zappa_iam.deployer_role_arns["production"]
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value       = jsonencode(module.zappa_iam.zappa_settings)
}
