provider "aws" {
  region = "us-west-2"
}

module "zappa_iam" {
  source           = "../../modules/zappa_iam"
  bucket_name      = "bucket-we-already-have"
  region           = "us-west-2"
  role_name        = "RoleWeAlreadyHave"
  project_name     = "shop"
  stages           = ["dev", "production"]
  create_bucket    = false
  create_role      = false
  check_role_trust = true
  users            = ["alice", "bob"]
}

output "deployer_policy_arns" {
  description = "The deployer's policies, for a CI role of yours."
  value       = module.zappa_iam.deployer_policy_arns
}
