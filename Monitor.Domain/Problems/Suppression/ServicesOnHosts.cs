using Monitor.Domain.Metrics;

namespace Monitor.Domain.Problems.Suppression;

/// <summary>
/// Which service a problem belongs to, and whether that service is down with its hosts: with all of them, for one that is up is enough to run it. Of a service
/// without a host nothing is known.
/// </summary>
internal sealed class ServicesOnHosts(IReadOnlyList<ServiceFact> services)
{
    private readonly (ServiceFact Service, SuppressionScope Scope)[] _services =
        [.. services.Where(s => s.HostIds.Count > 0).OrderBy(s => s.Id).Select(s => (s, new SuppressionScope(MatchersOf(s), [], [])))];

    /// <param name="host">The host that the problem is on: the one that looks at the service, or the service's own.</param>
    /// <param name="subject">The problem.</param>
    /// <param name="downBy">Why a host cannot be reached; null: it can.</param>
    /// <returns>The first service of the problem that is down, and the hosts by which it is.</returns>
    public (ServiceFact? Service, List<DownHost> Down) DownOf(SuppressionHost host, SuppressionSubject subject, Func<int, DownHost?> downBy)
    {
        IReadOnlyList<KeyValuePair<string, string>> labels = _services.Length == 0 ? [] : LabelSet.Parse(subject.Labels);
        foreach (var (service, scope) in _services)
        {
            if (scope.Covers(host, subject, labels) && service.HostIds.Select(downBy).ToList() is var down && down.TrueForAll(d => d is not null))
            {
                return (service, [.. down.OfType<DownHost>().Distinct()]);
            }
        }

        return (null, []);
    }

    private static string MatchersOf(ServiceFact service) => service.Matchers.Length == 0 ? $"label.service={service.Name}" : service.Matchers;
}
