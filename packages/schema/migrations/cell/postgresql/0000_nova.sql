CREATE TABLE "instance_group_member" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"deleted_at" timestamp without time zone,
	"deleted" integer,
	"id" serial PRIMARY KEY NOT NULL,
	"instance_id" varchar(255),
	"group_id" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance_group_policy" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"deleted_at" timestamp without time zone,
	"deleted" integer,
	"id" serial PRIMARY KEY NOT NULL,
	"policy" varchar(255),
	"group_id" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance_groups" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"deleted_at" timestamp without time zone,
	"deleted" integer,
	"id" serial PRIMARY KEY NOT NULL,
	"user_id" varchar(255),
	"project_id" varchar(255),
	"uuid" varchar(36) NOT NULL,
	"name" varchar(255),
	CONSTRAINT "uniq_instance_groups0uuid0deleted" UNIQUE("uuid","deleted")
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"deleted_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"user_id" varchar(255),
	"project_id" varchar(255),
	"host" varchar(255),
	"uuid" varchar(36) NOT NULL,
	"deleted" integer,
	CONSTRAINT "uniq_instances0uuid" UNIQUE("uuid")
);
--> statement-breakpoint
ALTER TABLE "instance_group_member" ADD CONSTRAINT "instance_group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "instance_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_group_policy" ADD CONSTRAINT "instance_group_policy_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "instance_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "instance_group_member_instance_idx" ON "instance_group_member" USING btree ("instance_id");--> statement-breakpoint
CREATE INDEX "instance_group_policy_policy_idx" ON "instance_group_policy" USING btree ("policy");--> statement-breakpoint
CREATE UNIQUE INDEX "uuid" ON "instances" USING btree ("uuid");--> statement-breakpoint
CREATE INDEX "instances_project_id_idx" ON "instances" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "instances_project_id_deleted_idx" ON "instances" USING btree ("project_id","deleted");--> statement-breakpoint
CREATE INDEX "instances_deleted_created_at_idx" ON "instances" USING btree ("deleted","created_at");--> statement-breakpoint
CREATE INDEX "instances_uuid_deleted_idx" ON "instances" USING btree ("uuid","deleted");--> statement-breakpoint
CREATE INDEX "instances_updated_at_project_id_idx" ON "instances" USING btree ("updated_at","project_id");
