using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Forecasting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "forecast_tasks",
                columns: table => new
                {
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    grid = table.Column<short>(type: "smallint", maxLength: 40, nullable: false),
                    stream_id = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    latest_starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    graded_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_forecast_tasks", x => new { x.series_id, x.grid });
                    table.ForeignKey(
                        name: "fk_forecast_tasks_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "limit_outlooks",
                columns: table => new
                {
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    limit = table.Column<double>(type: "double precision", nullable: false),
                    reason = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    earliest_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    latest_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    per_day = table.Column<double>(type: "double precision", nullable: false),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limit_outlooks", x => x.series_id);
                    table.ForeignKey(
                        name: "fk_limit_outlooks_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "model_runs",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    grid = table.Column<short>(type: "smallint", maxLength: 40, nullable: false),
                    model = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    trained_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_to = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    history_values = table.Column<int>(type: "integer", nullable: false),
                    parameters = table.Column<string>(type: "jsonb", nullable: false),
                    aic = table.Column<double>(type: "double precision", nullable: true),
                    bic = table.Column<double>(type: "double precision", nullable: true),
                    backtest_error = table.Column<double>(type: "double precision", nullable: true),
                    backtest_pinball = table.Column<double>(type: "double precision", nullable: true),
                    coverage80 = table.Column<double>(type: "double precision", nullable: true),
                    coverage95 = table.Column<double>(type: "double precision", nullable: true),
                    skill_against_naive = table.Column<double>(type: "double precision", nullable: true),
                    skill_against_seasonal = table.Column<double>(type: "double precision", nullable: true),
                    backtest_forecasts = table.Column<int>(type: "integer", nullable: false),
                    losses = table.Column<string>(type: "jsonb", nullable: false),
                    why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    asked_by_user_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_model_runs_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_model_runs_users_asked_by_user_id",
                        column: x => x.asked_by_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "predictions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    series_id = table.Column<int>(type: "integer", nullable: true),
                    rule_id = table.Column<int>(type: "integer", nullable: false),
                    rule_version = table.Column<int>(type: "integer", nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(1300)", maxLength: 1300, nullable: false),
                    metric = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    labels = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    severity = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    limit = table.Column<double>(type: "double precision", nullable: false),
                    source = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    model = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deadline_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_of_lasting_problem = table.Column<bool>(type: "boolean", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: false),
                    per_day = table.Column<double>(type: "double precision", nullable: false),
                    probability = table.Column<double>(type: "double precision", nullable: false),
                    issued_probability = table.Column<double>(type: "double precision", nullable: false),
                    expected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    earliest_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    latest_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    skill = table.Column<double>(type: "double precision", nullable: true),
                    rounds = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lead = table.Column<TimeSpan>(type: "interval", nullable: true),
                    end_text = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    problem_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_predictions", x => x.id);
                    table.ForeignKey(
                        name: "fk_predictions_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_predictions_problems_problem_id",
                        column: x => x.problem_id,
                        principalTable: "problems",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_predictions_rules_rule_id",
                        column: x => x.rule_id,
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_predictions_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "model_choices",
                columns: table => new
                {
                    series_id = table.Column<int>(type: "integer", nullable: false),
                    grid = table.Column<short>(type: "smallint", maxLength: 40, nullable: false),
                    champion = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    champion_run_id = table.Column<int>(type: "integer", nullable: false),
                    challenger = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    challenger_run_id = table.Column<int>(type: "integer", nullable: true),
                    is_pinned = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    why = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    train_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    train_asked_by_user_id = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_choices", x => new { x.series_id, x.grid });
                    table.ForeignKey(
                        name: "fk_model_choices_model_runs_challenger_run_id",
                        column: x => x.challenger_run_id,
                        principalTable: "model_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_model_choices_model_runs_champion_run_id",
                        column: x => x.champion_run_id,
                        principalTable: "model_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_model_choices_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_model_choices_users_train_asked_by_user_id",
                        column: x => x.train_asked_by_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_forecast_tasks_grid_due_at_series_id",
                table: "forecast_tasks",
                columns: new[] { "grid", "due_at", "series_id" });

            migrationBuilder.CreateIndex(
                name: "ix_limit_outlooks_expected_at",
                table: "limit_outlooks",
                column: "expected_at");

            migrationBuilder.CreateIndex(
                name: "ix_model_choices_challenger_run_id",
                table: "model_choices",
                column: "challenger_run_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_choices_champion_run_id",
                table: "model_choices",
                column: "champion_run_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_choices_grid_train_at",
                table: "model_choices",
                columns: new[] { "grid", "train_at" });

            migrationBuilder.CreateIndex(
                name: "ix_model_choices_train_asked_by_user_id",
                table: "model_choices",
                column: "train_asked_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_runs_asked_by_user_id",
                table: "model_runs",
                column: "asked_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_model_runs_series_id_grid_version_model",
                table: "model_runs",
                columns: new[] { "series_id", "grid", "version", "model" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_predictions_ended_at",
                table: "predictions",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_predictions_host_id",
                table: "predictions",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_predictions_one_open",
                table: "predictions",
                column: "fingerprint",
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_predictions_problem_id_issued_at",
                table: "predictions",
                columns: new[] { "problem_id", "issued_at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_predictions_rule_id",
                table: "predictions",
                column: "rule_id");

            migrationBuilder.CreateIndex(
                name: "ix_predictions_series_id",
                table: "predictions",
                column: "series_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "forecast_tasks");

            migrationBuilder.DropTable(
                name: "limit_outlooks");

            migrationBuilder.DropTable(
                name: "model_choices");

            migrationBuilder.DropTable(
                name: "predictions");

            migrationBuilder.DropTable(
                name: "model_runs");
        }
    }
}
