CREATE TABLE "cell_mappings" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"uuid" varchar(36) NOT NULL,
	"name" varchar(255),
	"transport_url" text,
	"database_connection" text,
	"disabled" boolean,
	CONSTRAINT "uniq_cell_mappings0uuid" UNIQUE("uuid")
);
--> statement-breakpoint
CREATE TABLE "instance_group_member" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"instance_uuid" varchar(255),
	"group_id" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instance_group_policy" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"policy" varchar(255),
	"group_id" integer NOT NULL,
	"rules" text
);
--> statement-breakpoint
CREATE TABLE "instance_groups" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"user_id" varchar(255),
	"project_id" varchar(255),
	"uuid" varchar(36) NOT NULL,
	"name" varchar(255),
	CONSTRAINT "uniq_instance_groups0uuid" UNIQUE("uuid")
);
--> statement-breakpoint
CREATE TABLE "instance_mappings" (
	"created_at" timestamp without time zone,
	"updated_at" timestamp without time zone,
	"id" serial PRIMARY KEY NOT NULL,
	"instance_uuid" varchar(36) NOT NULL,
	"cell_id" integer,
	"project_id" varchar(255) NOT NULL,
	"queued_for_delete" boolean,
	"user_id" varchar(255),
	CONSTRAINT "uniq_instance_mappings0instance_uuid" UNIQUE("instance_uuid")
);
--> statement-breakpoint
ALTER TABLE "instance_group_member" ADD CONSTRAINT "instance_group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "instance_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_group_policy" ADD CONSTRAINT "instance_group_policy_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "instance_groups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instance_mappings" ADD CONSTRAINT "instance_mappings_cell_id_fkey" FOREIGN KEY ("cell_id") REFERENCES "cell_mappings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "uuid_idx" ON "cell_mappings" USING btree ("uuid");--> statement-breakpoint
CREATE INDEX "instance_group_member_instance_idx" ON "instance_group_member" USING btree ("instance_uuid");--> statement-breakpoint
CREATE INDEX "instance_group_policy_policy_idx" ON "instance_group_policy" USING btree ("policy");--> statement-breakpoint
CREATE INDEX "instance_uuid_idx" ON "instance_mappings" USING btree ("instance_uuid");--> statement-breakpoint
CREATE INDEX "project_id_idx" ON "instance_mappings" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "instance_mappings_user_id_project_id_idx" ON "instance_mappings" USING btree ("user_id","project_id");
