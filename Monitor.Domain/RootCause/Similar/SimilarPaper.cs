using Monitor.Domain.RootCause.Papers;

namespace Monitor.Domain.RootCause.Similar;

/// <summary>Earlier tickets as a part of a paper.</summary>
public static class SimilarPaper
{
    public static IEnumerable<PaperPart> Of(IReadOnlyList<SimilarTicket> tickets, PaperTimes times)
    {
        yield return new PaperHeading("Similar earlier tickets");
        if (tickets.Count == 0)
        {
            yield return new PaperText("No earlier ticket that you may see is like this one.", PaperTone.Quiet);
            yield break;
        }

        yield return new PaperTable(
            ["Ticket", "When", "Why it is alike", "What fixed it"],
            [
                .. tickets.Select(t => (IReadOnlyList<string>)
                [
                    $"#{t.Number} {t.Title}", times.Day(t.CreatedAt), string.Join(", ", t.Likeness.Reasons), t.Fix?.Text ?? $"Not done yet ({t.State})",
                ]),
            ],
            []);
    }
}
