using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Monitor.Domain.RootCause.Recurring;

/// <summary>
/// The key of the command that opens the ticket about a group of recurring problems: the same for everybody who asks for it, so that there is one such ticket;
/// the next one once that is done.
/// </summary>
public static class ProblemTicketKey
{
    /// <summary>So many such tickets are looked through for one group.</summary>
    public const int MostRounds = 10;

    /// <param name="round">From 0: which of the tickets of this group.</param>
    public static Guid Of(RecurringBy by, string key, int round)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"recurring/{by}/{round}/{key}");
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
