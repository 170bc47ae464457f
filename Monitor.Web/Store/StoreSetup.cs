using Monitor.Web.Store.Logs;
using Monitor.Web.Store.Logs.Sealing;
using Monitor.Web.Store.Sealing;
using Monitor.Web.Store.Sizes;

namespace Monitor.Web.Store;

internal static class StoreSetup
{
    public static void AddStore(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SealOptions>().BindConfiguration(SealOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CommitFeed>();
        services.AddSingleton<LogFeed>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<LogSealing>();
        services.AddSingleton<Neighbours>();
        services.AddSingleton<NodeTeller>();
        services.AddSingleton<OtherTicks>();
        services.AddSingleton<OtherLogs>();
        services.AddSingleton<NodeInbox>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<IngestCounters>();
        services.AddSingleton<CommitFaults>();
        services.AddSingleton<SeriesCatalog>();
        services.AddSingleton<LatestValues>();
        services.AddSingleton<RecentTicks>();
        services.AddSingleton<CommittedRates>();
        services.AddSingleton<CommittedSamples>();
        services.AddSingleton<SeriesReader>();
        services.AddSingleton<ProcessReader>();
        services.AddSingleton<SampleRetention>();
        services.AddSingleton<StoreSizes>();
        services.AddSingleton<SealFaults>();
        services.AddSingleton<SampleSealing>();
        services.AddSingleton<SealedPast>();
        services.AddSingleton<SeriesRecorder>();
        services.AddSingleton<SealedHours>();
        services.AddSingleton<LogSourceBook>();
        services.AddSingleton<GroupCommit>();
        services.AddSingleton<FreeSpace>();
        services.AddSingleton<IngestBreaks>();
        services.AddSingleton<IngestGate>();
        services.AddHostedService(provider => provider.GetRequiredService<IngestGate>());
        services.AddSingleton<SampleWriter>();
        services.AddSingleton<StoreLoading>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreLoading>());
        services.AddHostedService(provider => provider.GetRequiredService<SampleWriter>());
        services.AddHostedService<NodeFeed>();
        services.AddSingleton<LastSeenFlush>();
        services.AddHostedService(provider => provider.GetRequiredService<LastSeenFlush>());

        // Before whatever takes lines in, so that it ends after it: what came last is counted too.
        services.AddHostedService<LogSourceFlush>();
    }

    public static void MapStore(this WebApplication app)
    {
    }
}
