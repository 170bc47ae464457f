using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Services_with_the_hosts_they_run_on : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "services",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    matchers = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_services", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "service_links",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    service_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    host_id = table.Column<int>(type: "integer", nullable: true),
                    called_service_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_links", x => x.id);
                    table.CheckConstraint("ck_service_links_one_end", "(kind = 'RunsOn') = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)");
                    table.ForeignKey(
                        name: "fk_service_links_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_service_links_services_called_service_id",
                        column: x => x.called_service_id,
                        principalTable: "services",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_service_links_services_service_id",
                        column: x => x.service_id,
                        principalTable: "services",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_service_links_called_service_id",
                table: "service_links",
                column: "called_service_id");

            migrationBuilder.CreateIndex(
                name: "ix_service_links_host_id",
                table: "service_links",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_service_links_service_id_called_service_id",
                table: "service_links",
                columns: new[] { "service_id", "called_service_id" },
                unique: true,
                filter: "called_service_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_service_links_service_id_host_id",
                table: "service_links",
                columns: new[] { "service_id", "host_id" },
                unique: true,
                filter: "host_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_services_name",
                table: "services",
                column: "name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "service_links");

            migrationBuilder.DropTable(
                name: "services");
        }
    }
}
