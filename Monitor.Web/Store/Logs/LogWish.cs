using Monitor.Domain.Logs;

namespace Monitor.Web.Store.Logs;

/// <summary>What a subscriber of lines wants.</summary>
/// <param name="Host">Whether lines of the host may be wanted.</param>
/// <param name="Line">Whether a line of the host is wanted.</param>
public sealed record LogWish(Func<int, bool> Host, Func<int, LogLine, bool> Line);
