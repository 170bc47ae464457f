using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Bell_and_words : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_merged_into_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_parent_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_search",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_title_trigrams",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_ticket_entries_search",
                table: "ticket_entries");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_target_id",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "ix_articles_search",
                table: "articles");

            migrationBuilder.CreateTable(
                name: "bell_notices",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    announcement_id = table.Column<long>(type: "bigint", nullable: false),
                    text = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    address = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ticket_id = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_ids = table.Column<int[]>(type: "integer[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bell_notices", x => x.id);
                    table.ForeignKey(
                        name: "fk_bell_notices_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ticket_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ticket_id = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ticket_words", x => x.word);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets",
                column: "acknowledged_by_user_id",
                filter: "acknowledged_by_user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_merged_into_id",
                table: "tickets",
                column: "merged_into_id",
                filter: "merged_into_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_parent_id",
                table: "tickets",
                column: "parent_id",
                filter: "parent_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_search",
                table: "tickets",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:gin_pending_list_limit", 128);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets",
                column: "snoozed_by_user_id",
                filter: "snoozed_by_user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_title_trigrams",
                table: "tickets",
                column: "title")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" })
                .Annotation("Npgsql:StorageParameter:gin_pending_list_limit", 128);

            migrationBuilder.CreateIndex(
                name: "ix_ticket_entries_comments",
                table: "ticket_entries",
                column: "id",
                filter: "kind = 'Comment'");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_entries_search",
                table: "ticket_entries",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:gin_pending_list_limit", 128);

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_target_id",
                table: "deliveries",
                column: "target_id",
                filter: "target_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_articles_search",
                table: "articles",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:gin_pending_list_limit", 128);

            migrationBuilder.CreateIndex(
                name: "ix_bell_notices_announcement_id_text",
                table: "bell_notices",
                columns: new[] { "announcement_id", "text" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_bell_notices_ticket_id",
                table: "bell_notices",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_bell_notices_user_ids",
                table: "bell_notices",
                column: "user_ids")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:StorageParameter:gin_pending_list_limit", 128);

            migrationBuilder.CreateIndex(
                name: "ix_ticket_words_ticket_id",
                table: "ticket_words",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_words_trigrams",
                table: "ticket_words",
                column: "word")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bell_notices");

            migrationBuilder.DropTable(
                name: "ticket_words");

            migrationBuilder.DropIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_merged_into_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_parent_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_search",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_title_trigrams",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_ticket_entries_comments",
                table: "ticket_entries");

            migrationBuilder.DropIndex(
                name: "ix_ticket_entries_search",
                table: "ticket_entries");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_target_id",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "ix_articles_search",
                table: "articles");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets",
                column: "acknowledged_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_merged_into_id",
                table: "tickets",
                column: "merged_into_id");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_parent_id",
                table: "tickets",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_search",
                table: "tickets",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets",
                column: "snoozed_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_title_trigrams",
                table: "tickets",
                column: "title")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_ticket_entries_search",
                table: "ticket_entries",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_target_id",
                table: "deliveries",
                column: "target_id");

            migrationBuilder.CreateIndex(
                name: "ix_articles_search",
                table: "articles",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");
        }
    }
}
