using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Monitor.Data;

namespace Monitor.Web.Hosting;

/// <summary>The model of the database, made once: every pool has services of Entity Framework of its own, which would each make another, of 3 MB.</summary>
internal static class SharedModel
{
    private static readonly Lazy<IModel> Made = new(Make);

    public static IModel Value => Made.Value;

    private static IModel Make()
    {
        // Asked for nothing but its model, so that nothing of it has to stay.
        using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql("Host=nowhere").EnableServiceProviderCaching(false).Options);
        return db.Model;
    }
}
