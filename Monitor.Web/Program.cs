using Monitor.Web;
using Monitor.Web.Access;
using Monitor.Web.Access.Tokens;
using Monitor.Web.Components;
using Monitor.Web.Dashboard;
using Monitor.Web.Detection;
using Monitor.Web.Detection.Backtests;
using Monitor.Web.Efficiency;
using Monitor.Web.Efficiency.Backtests;
using Monitor.Web.Forecasting;
using Monitor.Web.Forecasting.Backtests;
using Monitor.Web.Hosting;
using Monitor.Web.Intake;
using Monitor.Web.Integrations;
using Monitor.Web.Jobs;
using Monitor.Web.Layout;
using Monitor.Web.Live;
using Monitor.Web.Logs;
using Monitor.Web.Metrics;
using Monitor.Web.Notifications;
using Monitor.Web.Problems;
using Monitor.Web.Problems.Replay;
using Monitor.Web.RootCause;
using Monitor.Web.RootCause.Backtests;
using Monitor.Web.Store;
using Monitor.Web.Tickets;

return await CommandLine.RunAsync(args, new Product(Add, Map, CreateToken, BacktestRules, ForecastBacktest.Run, CapacityBacktest.Run, DetectBacktest.Run, RootCauseBacktest.Run, EfficiencyBacktest.Run));

// One Add line and one Map line per slice, the floor first, then in the order in which data flows.
static void Add(WebApplicationBuilder builder)
{
    builder.Services.AddSingleton(TimeProvider.System);
    builder.AddHosting();
    builder.AddAccess(DataFolder.From(builder.Configuration).In("keys"));
    builder.AddStore();
    builder.AddLive();
    builder.AddJobs();
    builder.AddComponents();
    builder.AddIntake();
    builder.AddMetrics();
    builder.AddLocalHost();
    builder.AddLogs();
    builder.AddDetection();
    builder.AddForecasting();
    builder.AddEfficiency();
    builder.AddProblems();
    builder.AddRootCause();
    builder.AddTickets();
    builder.AddNotifications();
    builder.AddIntegrations();
    builder.AddDashboard();
    builder.AddScreens();
}

static void Map(WebApplication app)
{
    app.UseNotFoundPage();
    app.MapHosting();
    app.UseAwayPage();
    app.MapAccess();
    app.MapStore();
    app.MapLive();
    app.MapJobs();
    app.MapIntake();
    app.MapMetrics();
    app.MapLogs();
    app.MapDetection();
    app.MapForecasting();
    app.MapEfficiency();
    app.MapProblems();
    app.MapTickets();
    app.MapNotifications();
    app.MapIntegrations();
    app.MapDashboard();
    app.MapScreens();
}

static Task<string> CreateToken(IServiceProvider services, string user, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken) =>
    services.GetRequiredService<TokenDesk>().CreateForAsync(user, scopes, validFor, cancellationToken);

static Task<string> BacktestRules(IServiceProvider services, string file, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
    services.GetRequiredService<RulesBacktest>().RunAsync(file, from, to, cancellationToken);

/// <summary>The entry point; public so that tests can start the application.</summary>
public partial class Program;
