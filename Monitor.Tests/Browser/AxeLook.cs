using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Monitor.Tests.Browser;

/// <summary>
/// axe-core in a page: brought there once for all looks at it, and what it found is picked out there, since carrying whole reports over took longer than looking.
/// </summary>
internal static class AxeLook
{
    // What lies outside the page's own markup (a chart's picture) is described by the table beneath it.
    private const string Look = """
        async ({ only, without }) => {
            const options = { resultTypes: ['violations'], elementRef: false };
            if (only) { options.runOnly = { type: 'rule', values: [only] }; }
            if (without) { options.rules = { [without]: { enabled: false } }; }
            const found = await axe.run({ exclude: [['.chart-canvas']] }, options);
            return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is serious or worse, a line each.</summary>
    /// <param name="page">As it stands.</param>
    /// <param name="only">One rule alone.</param>
    /// <param name="without">All but one.</param>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page, string? only = null, string? without = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }

        return await page.EvaluateAsync<string[]>(Look, new { only, without });
    }
}
