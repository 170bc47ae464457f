using Microsoft.Extensions.Options;
using Monitor.Domain.RootCause.Packs;

namespace Monitor.Web.RootCause.Packs;

internal static class PacksSetup
{
    public static void AddEvidencePacks(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PackOptions>().BindConfiguration(PackOptions.Section);
        services.AddSingleton(p => new PackText(p.GetRequiredService<IOptions<PackOptions>>().Value.ToMasks()));
        services.AddSingleton(p => new PackBuilder(p.GetRequiredService<IOptions<PackOptions>>().Value.ToMasks()));
        services.AddSingleton<PackFigures>();
        services.AddSingleton<PackQueue>();
        services.AddSingleton<PackMeasurements>();
        services.AddSingleton<PackGathering>();
        services.AddSingleton<PackMaker>();
        services.AddHostedService<PackLoop>();
    }
}
