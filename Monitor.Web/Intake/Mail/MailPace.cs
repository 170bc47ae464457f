namespace Monitor.Web.Intake.Mail;

/// <summary>
/// How many mails one sender brings in an hour: two machines that answer each other, and say nowhere that they are machines, end there. What is more is refused for
/// now, so that the mail server keeps it.
/// </summary>
public sealed class MailPace(TimeProvider time)
{
    public const int MostPerHour = 60;
    private const int SendersRemembered = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (DateTimeOffset Since, int Count)> _senders = new(StringComparer.OrdinalIgnoreCase);

    public bool Allows(string sender)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_senders.Count >= SendersRemembered)
            {
                _senders.Clear();
            }

            var (since, count) = _senders.TryGetValue(sender, out var known) && now - known.Since < Window ? known : (now, 0);
            _senders[sender] = (since, count + 1);
            return count < MostPerHour;
        }
    }
}
