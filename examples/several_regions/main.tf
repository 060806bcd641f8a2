provider "aws" {
  region = "us-west-2"
}

provider "aws" {
  alias  = "europe"
  region = "eu-west-1"
}

# IAM's names are the account's, whatever the region: `name` and `role_name` say which region a call is for.

module "america" {
  source       = "../../modules/zappa_iam"
  bucket_name  = "acme-shop-us-west-2"
  region       = "us-west-2"
  name         = "Zappa-shop-america"
  role_name    = "ZappaShop-america"
  project_name = "shop"
  stages       = ["production"]
  users        = []
}

module "europe" {
  source    = "../../modules/zappa_iam"
  providers = { aws = aws.europe }

  bucket_name  = "acme-shop-eu-west-1"
  region       = "eu-west-1"
  name         = "Zappa-shop-europe"
  role_name    = "ZappaShop-europe"
  project_name = "shop"
  stages       = ["production"]
  users        = []
}

output "deployer_policy_arns" {
  description = "The policies of who deploys, of both regions."
  value       = merge(module.america.deployer_policy_arns, module.europe.deployer_policy_arns)
}

output "zappa_settings" {
  description = "What goes into the stage of each region in zappa_settings.json."
  value       = { america = module.america.zappa_settings, europe = module.europe.zappa_settings }
}
