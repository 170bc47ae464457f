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
        // Without what the application says of identities (IdentityOptions.Stores), of which nothing is set: as the migrations are made.
        using var db = new MonitorDb(new DbContextOptionsBuilder<MonitorDb>().UseNpgsql("Host=nowhere").EnableServiceProviderCaching(false).Options);
        return db.Model;
    }
}
