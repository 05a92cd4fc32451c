CREATE TABLE "cellbridge_adopted_members" (
	"cell_uuid" varchar(36) NOT NULL,
	"member_id" integer NOT NULL,
	"group_uuid" varchar(36) NOT NULL,
	"adopted_at" timestamp without time zone NOT NULL,
	CONSTRAINT "cellbridge_adopted_members_pkey" PRIMARY KEY("cell_uuid","member_id","group_uuid")
);
--> statement-breakpoint
CREATE TABLE "cellbridge_claims" (
	"id" varchar(36) PRIMARY KEY NOT NULL,
	"cell_uuid" varchar(36) NOT NULL,
	"group_ids" text NOT NULL,
	"created_at" timestamp without time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cellbridge_progress" (
	"migration" varchar(255) NOT NULL,
	"cell_uuid" varchar(36) NOT NULL,
	"cursor" integer DEFAULT 0 NOT NULL,
	"found" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"run_done" integer DEFAULT 0 NOT NULL,
	"state" varchar(32) NOT NULL,
	"started_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"finished_at" timestamp without time zone,
	"last_error" text,
	CONSTRAINT "cellbridge_progress_pkey" PRIMARY KEY("migration","cell_uuid")
);
--> statement-breakpoint
CREATE TABLE "cellbridge_quarantine" (
	"id" serial PRIMARY KEY NOT NULL,
	"cell_uuid" varchar(36) NOT NULL,
	"cell_group_id" integer NOT NULL,
	"group_uuid" text NOT NULL,
	"reason" varchar(64) NOT NULL,
	"details" text NOT NULL,
	"attempts" integer NOT NULL,
	"created_at" timestamp without time zone NOT NULL,
	"updated_at" timestamp without time zone NOT NULL,
	"resolution" varchar(32),
	"resolved_at" timestamp without time zone,
	"resolved_by" varchar(255),
	CONSTRAINT "uniq_cellbridge_quarantine0cell_uuid0cell_group_id" UNIQUE("cell_uuid","cell_group_id")
);
--> statement-breakpoint
CREATE TABLE "cellbridge_receipts" (
	"group_uuid" varchar(36) PRIMARY KEY NOT NULL,
	"cell_uuid" varchar(36) NOT NULL,
	"cell_group_id" integer NOT NULL,
	"last_member_id" integer NOT NULL,
	"digest" varchar(64) NOT NULL,
	"run_id" varchar(36) NOT NULL,
	"moved_at" timestamp without time zone NOT NULL,
	"destroyed_at" timestamp without time zone
);
--> statement-breakpoint
CREATE INDEX "cellbridge_claims_cell_idx" ON "cellbridge_claims" USING btree ("cell_uuid");--> statement-breakpoint
CREATE INDEX "cellbridge_quarantine_group_idx" ON "cellbridge_quarantine" USING btree ("group_uuid");--> statement-breakpoint
CREATE INDEX "cellbridge_receipts_cell_idx" ON "cellbridge_receipts" USING btree ("cell_uuid","cell_group_id");