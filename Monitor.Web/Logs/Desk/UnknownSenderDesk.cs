using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Logs.Intake;

namespace Monitor.Web.Logs.Desk;

/// <param name="Items">Those with the most lines first.</param>
/// <param name="All">How many there are on all pages.</param>
/// <param name="Lines">Of all of them, and of addresses beyond those that are remembered.</param>
public sealed record UnknownSenderPage(IReadOnlyList<UnknownSender> Items, int All, long Lines);

/// <summary>Who sends syslog to this server and is no host: for those who manage logs and see every host, as these belong to none.</summary>
public sealed class UnknownSenderDesk(UnknownSenders senders)
{
    public UnknownSenderPage List(Actor actor, int page, int size)
    {
        actor.Demand(Permissions.LogsManage);
        if (!Visibility.SeesEveryHost(actor))
        {
            return new UnknownSenderPage([], 0, 0);
        }

        var all = senders.List();
        return new UnknownSenderPage([.. all.Skip((page - 1) * size).Take(size)], all.Count, senders.Lines);
    }
}
