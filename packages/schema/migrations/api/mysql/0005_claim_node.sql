ALTER TABLE `cellbridge_claims` ADD COLUMN `node` varchar(255);
