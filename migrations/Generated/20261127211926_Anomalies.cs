using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Anomalies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "anomalies",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    subject = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: true),
                    detector = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    metric = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    labels = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    evidence = table.Column<double>(type: "double precision", nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    expected = table.Column<double>(type: "double precision", nullable: true),
                    low = table.Column<double>(type: "double precision", nullable: true),
                    high = table.Column<double>(type: "double precision", nullable: true),
                    sentence = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    parts = table.Column<string>(type: "jsonb", nullable: false),
                    hold = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    problem_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_anomalies", x => x.id);
                    table.ForeignKey(
                        name: "fk_anomalies_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_anomalies_problems_problem_id",
                        column: x => x.problem_id,
                        principalTable: "problems",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_anomalies_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "anomaly_patterns",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    series = table.Column<string[]>(type: "text[]", nullable: false),
                    minute_of_day = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    labels = table.Column<int>(type: "integer", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    silent_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_anomaly_patterns", x => x.id);
                    table.ForeignKey(
                        name: "fk_anomaly_patterns_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "detection_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    group_id = table.Column<int>(type: "integer", nullable: true),
                    metric = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    preset = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    detector = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_detection_settings", x => x.id);
                    table.ForeignKey(
                        name: "fk_detection_settings_host_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "host_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "detector_hosts",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    trained_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    series_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    model = table.Column<byte[]>(type: "bytea", nullable: false),
                    state = table.Column<byte[]>(type: "bytea", nullable: true),
                    through = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_detector_hosts", x => x.host_id);
                    table.ForeignKey(
                        name: "fk_detector_hosts_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "detector_states",
                columns: table => new
                {
                    stream_id = table.Column<int>(type: "integer", nullable: false),
                    through = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_detector_states", x => x.stream_id);
                    table.ForeignKey(
                        name: "fk_detector_states_streams_stream_id",
                        column: x => x.stream_id,
                        principalTable: "streams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "anomaly_labels",
                columns: table => new
                {
                    anomaly_id = table.Column<long>(type: "bigint", nullable: false),
                    verdict = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    said_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_anomaly_labels", x => x.anomaly_id);
                    table.ForeignKey(
                        name: "fk_anomaly_labels_anomalies_anomaly_id",
                        column: x => x.anomaly_id,
                        principalTable: "anomalies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_anomaly_labels_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_began_at",
                table: "anomalies",
                column: "began_at");

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_host_id_subject_series_id_began_at",
                table: "anomalies",
                columns: new[] { "host_id", "subject", "series_id", "began_at" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_open",
                table: "anomalies",
                column: "host_id",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_problem_id",
                table: "anomalies",
                column: "problem_id");

            migrationBuilder.CreateIndex(
                name: "ix_anomalies_series_id_began_at",
                table: "anomalies",
                columns: new[] { "series_id", "began_at" });

            migrationBuilder.CreateIndex(
                name: "ix_anomaly_labels_said_at",
                table: "anomaly_labels",
                column: "said_at");

            migrationBuilder.CreateIndex(
                name: "ix_anomaly_labels_user_id",
                table: "anomaly_labels",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_anomaly_patterns_host_id_expired_at",
                table: "anomaly_patterns",
                columns: new[] { "host_id", "expired_at" });

            migrationBuilder.CreateIndex(
                name: "ix_detection_settings_group_id_metric",
                table: "detection_settings",
                columns: new[] { "group_id", "metric" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "anomaly_labels");

            migrationBuilder.DropTable(
                name: "anomaly_patterns");

            migrationBuilder.DropTable(
                name: "detection_settings");

            migrationBuilder.DropTable(
                name: "detector_hosts");

            migrationBuilder.DropTable(
                name: "detector_states");

            migrationBuilder.DropTable(
                name: "anomalies");
        }
    }
}
