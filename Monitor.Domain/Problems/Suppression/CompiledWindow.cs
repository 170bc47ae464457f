namespace Monitor.Domain.Problems.Suppression;

/// <summary>A maintenance window, ready to be asked. Which hosts it is about is found out once.</summary>
internal sealed class CompiledWindow
{
    private readonly Lazy<HashSet<int>> _hosts;

    public CompiledWindow(MaintenanceWindow window, IReadOnlyCollection<SuppressionHost> hosts)
    {
        Window = window;
        Times = new MaintenanceTimes(window);
        var scope = new SuppressionScope(window.Matchers, window.GroupIds, window.TeamIds);
        _hosts = new(() => [.. hosts.Where(scope.Covers).Select(h => h.Id)]);
    }

    public MaintenanceWindow Window { get; }

    public MaintenanceTimes Times { get; }

    public IReadOnlyCollection<int> HostIds => _hosts.Value;

    public SuppressionReason? Reason(int hostId, DateTimeOffset at) => Times.At(at).Open is { } open && _hosts.Value.Contains(hostId)
        ? new SuppressionReason
        {
            Kind = SuppressionKind.Maintenance,
            Id = Window.Id,
            Text = $"in maintenance until {UtcText.Of(open.To)}: {Window.Name}{(Window.Reason.Length == 0 ? "" : $" ({Window.Reason})")}",
            Link = $"/problems/maintenance/{Window.Id}",
            Since = open.From,
            Until = open.To,
        }
        : null;
}
