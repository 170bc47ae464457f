using Microsoft.EntityFrameworkCore;

namespace Monitor.Web.Hosting;

/// <summary>How Entity Framework reads and writes for screens, programs and jobs.</summary>
internal static class UiContexts
{
    public static void Configure(DbContextOptionsBuilder options, Databases databases) =>
        options.UseModel(SharedModel.Value).UseNpgsql(databases.Ui, npgsql => npgsql.ExecutionStrategy(each => new ForgottenStrategy(each, databases)));
}
