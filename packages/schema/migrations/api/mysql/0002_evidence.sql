ALTER TABLE `cellbridge_receipts` ADD COLUMN `changed` mediumtext;
