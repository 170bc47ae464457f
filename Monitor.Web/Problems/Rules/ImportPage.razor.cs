using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;
using Monitor.Web.Live;
using Monitor.Web.Problems.Rules.Yaml;

namespace Monitor.Web.Problems.Rules;

/// <summary>Rules from a file: what it would change is shown before anything changes.</summary>
public sealed partial class ImportPage(RuleBook book, AccessGate gate) : IDisposable
{
    private readonly ScreenLife _left = new();
    private RuleImport? _import;
    private IReadOnlyList<string> _problems = [];
    private string _yaml = "";
    private string _reason = "";
    private string _done = "";
    private bool _busy;

    [CascadingParameter]
    public required Task<AuthenticationState> AuthenticationState { get; set; }

    private async Task ReadFileAsync(InputFileChangeEventArgs e)
    {
        (_yaml, _import, _done) = ("", null, "");
        if (e.File.Size > RuleFile.MostBytes)
        {
            _problems = [$"A file has at most {RuleFile.MostBytes / 1024} KB. Import it in parts."];
            return;
        }

        await using var stream = e.File.OpenReadStream(RuleFile.MostBytes, _left.Token);
        if (await RuleFile.ReadAsync(stream, _left.Token) is { } text)
        {
            _yaml = text;
            await PreviewAsync();
        }
        else
        {
            _problems = ["The file is no text in UTF-8."];
        }
    }

    private Task PreviewAsync() => DoAsync(async actor =>
    {
        _done = "";
        var import = await book.PreviewAsync(actor, _yaml, _left.Token);
        (_problems, _import) = (import.Errors, import.Errors.Count > 0 ? null : import);
    });

    private Task ImportAsync() => DoAsync(async actor =>
    {
        var outcome = await book.ImportAsync(actor, _yaml, _import!.Stamp, _reason, _left.Token);
        (_problems, _done) = (outcome.Messages, "");
        if (outcome.IsDone)
        {
            (_done, _import, _yaml, _reason) = ("The rules are imported.", null, "", "");
        }
        else if (outcome.Result == RuleResult.Conflict)
        {
            _problems = ["Rules were changed in the meantime. Look at what would change once more."];
        }
    });

    private async Task DoAsync(Func<Actor, Task> act)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            await act(await gate.RequireAsync((await AuthenticationState).User, Permissions.RulesEdit, _left.Token));
        }
        catch (AccessRefusedException refused)
        {
            _problems = [refused.Message];
        }
        catch (Exception failure) when (DatabaseOutage.Is(failure))
        {
            _problems = ["The database does not answer. Try again in a moment."];
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose() => _left.Dispose();
}
