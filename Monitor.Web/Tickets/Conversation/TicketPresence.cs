using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Somebody who has a ticket open.</summary>
public sealed record PresentPerson(int UserId, string Name, bool IsWriting);

/// <summary>
/// Who looks at which ticket and who is writing, on this node, in memory. Nothing is promised: who does not say again that he is there is forgotten, and beyond
/// the bounds nobody is noted.
/// </summary>
public sealed class TicketPresence(LiveFeed live, TimeProvider time)
{
    public const int MostScreens = 5000;
    public const int MostOfOneTicket = 50;

    public static readonly TimeSpan Writes = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Looks = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<Seat>> _seats = [];
    private int _count;

    /// <summary>What is published when somebody comes, goes, or begins or ends writing.</summary>
    public static string Topic(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ticket/{number}/presence");

    /// <summary>Somebody opens a ticket; he is gone when the seat is disposed.</summary>
    public Seat Enter(int number, int userId, string name)
    {
        var seat = new Seat(this, number, userId, name) { SeenAt = time.GetUtcNow() };
        lock (_lock)
        {
            Forget(number);
            Sit(seat);
        }

        live.Publish(Topic(number));
        return seat;
    }

    /// <summary>Everybody else, those who write first.</summary>
    public IReadOnlyList<PresentPerson> Others(int number, int? userId)
    {
        lock (_lock)
        {
            Forget(number);
            var now = time.GetUtcNow();
            return !_seats.TryGetValue(number, out var seats) ? []
                : [.. seats.Where(s => s.UserId != userId).GroupBy(s => s.UserId)
                    .Select(g => new PresentPerson(g.Key, g.First().Name, g.Any(s => s.WritesUntil > now))).OrderByDescending(p => p.IsWriting).ThenBy(p => p.Name)];
        }
    }

    private void Say(Seat seat, bool? isWriting)
    {
        bool changed;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var wrote = seat.WritesUntil > now;
            seat.SeenAt = now;
            seat.WritesUntil = isWriting is null ? seat.WritesUntil : isWriting.Value ? now + Writes : null;
            changed = Sit(seat) || wrote != seat.WritesUntil > now;
        }

        if (changed)
        {
            live.Publish(Topic(seat.Number));
        }
    }

    /// <summary>Also one that was silent for so long that it was forgotten. True: it was not there before.</summary>
    private bool Sit(Seat seat)
    {
        var seats = _seats.TryGetValue(seat.Number, out var there) ? there : [];
        if (seat.HasLeft || seats.Contains(seat) || _count >= MostScreens || seats.Count >= MostOfOneTicket)
        {
            return false;
        }

        seats.Add(seat);
        _seats[seat.Number] = seats;
        _count++;
        return true;
    }

    private void Leave(Seat seat)
    {
        lock (_lock)
        {
            seat.HasLeft = true;
            if (!_seats.TryGetValue(seat.Number, out var seats) || !seats.Remove(seat))
            {
                return;
            }

            _count--;
            if (seats.Count == 0)
            {
                _seats.Remove(seat.Number);
            }
        }

        live.Publish(Topic(seat.Number));
    }

    private void Forget(int number)
    {
        if (_seats.TryGetValue(number, out var seats))
        {
            var oldest = time.GetUtcNow() - Looks;
            _count -= seats.RemoveAll(s => s.SeenAt < oldest);
            if (seats.Count == 0)
            {
                _seats.Remove(number);
            }
        }
    }

    /// <summary>One open screen.</summary>
    public sealed class Seat : IDisposable
    {
        private readonly TicketPresence _presence;

        internal Seat(TicketPresence presence, int number, int userId, string name) => (_presence, Number, UserId, Name) = (presence, number, userId, name);

        public int Number { get; }

        public int UserId { get; }

        public string Name { get; }

        internal bool HasLeft { get; set; }

        internal DateTimeOffset SeenAt { get; set; }

        internal DateTimeOffset? WritesUntil { get; set; }

        public void StillThere() => _presence.Say(this, null);

        public void Writing() => _presence.Say(this, true);

        public void Stopped() => _presence.Say(this, false);

        public void Dispose() => _presence.Leave(this);
    }
}
