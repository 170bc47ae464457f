using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Reports;
using Monitor.Domain.RootCause.Similar;
using Monitor.Tests.RootCause.Packs;

namespace Monitor.Tests.RootCause.Reports;

/// <summary>A case as a report tells it.</summary>
internal static class CaseOf
{
    public static CaseFacts Text(string text) => new()
    {
        Number = 7, Title = text, State = text, Priority = text, Description = text, CreatedAt = PackFactsOf.Onset.AddMinutes(2), Assignee = text, Team = text, MoreHosts = [text],
        Problems = [new CaseProblem(text, text, "Critical", PackFactsOf.Onset, null, text), new CaseProblem(text, text, "Warning", PackFactsOf.Onset, null, text)],
        Findings = [new PackFinding(1, text, text, .8, false, text, text, null, [new PackEvidence(text, null)])],
        Verdict = new CaseVerdict(text, true),
        Steps = [new CaseStep(PackFactsOf.Onset, text, text)],
        Fix = new TicketFix(text, true),
        Similar = [new SimilarTicket(3, text, text, PackFactsOf.Onset, null, new TicketLikeness(.5, [text]), new TicketFix(text, true))],
    };

    public static CaseFacts Solved { get; } = new()
    {
        Number = 42, Title = "web-1: CPU usage 97 % exceeded the limit of 90 %", State = "Resolved", Priority = "High", Description = "", CreatedAt = PackFactsOf.Onset.AddMinutes(2),
        FirstRespondedAt = PackFactsOf.Onset.AddMinutes(12), ResolvedAt = PackFactsOf.Onset.AddHours(2), SpentMinutes = 45, TimesBefore = 4,
        Problems =
        [
            new CaseProblem("web-1", "CPU usage 97 % exceeded the limit of 90 %", "Critical", PackFactsOf.Onset, PackFactsOf.Onset.AddMinutes(60), ""),
            new CaseProblem("web-2", "Load per core 4 exceeded the limit of 2", "Warning", PackFactsOf.Onset.AddMinutes(30), PackFactsOf.Onset.AddMinutes(90), ""),
        ],
        Findings =
        [
            new PackFinding(1, "process:ffmpeg", "rule:cpu-process", .82, true, "ffmpeg takes the CPU", "Stop ffmpeg or move it", 1, [new PackEvidence("ffmpeg 95 % of a core", null)]),
            new PackFinding(2, "event:deploy", "rule:after-deploy", .3, false, "It began after a deploy", null, 1, []),
        ],
        Verdict = new CaseVerdict("process:ffmpeg", true),
        Steps = [new CaseStep(PackFactsOf.Onset.AddMinutes(12), "Tina", "Looking at it")],
        Fix = new TicketFix("Moved the encoder to another host", true),
    };
}
