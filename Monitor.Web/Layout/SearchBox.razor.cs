using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Monitor.Web.Live;

namespace Monitor.Web.Layout;

public sealed partial class SearchBox(SearchIndex index, NavigationManager navigation) : IDisposable
{
    private readonly ScreenLife _closed = new();
    private ElementReference _input;
    private IReadOnlyList<SearchHit> _hits = [];
    private string _text = "";
    private string? _found;
    private int _selected;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? AuthenticationState { get; set; }

    protected override Task OnInitializedAsync() => FindAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _input.FocusAsync();
        }
    }

    private Task InputAsync(ChangeEventArgs e)
    {
        _text = e.Value?.ToString() ?? "";
        return FindAsync();
    }

    private async Task FindAsync()
    {
        if (AuthenticationState is not null)
        {
            // An answer to what was typed before must not replace the answer to what is typed now.
            var text = _text;
            var hits = await index.FindAsync((await AuthenticationState).User, text, _closed.Token);
            if (text == _text)
            {
                (_hits, _found, _selected) = (hits, text, 0);
            }
        }
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "Escape":
                await OnClose.InvokeAsync();
                break;
            case "ArrowDown":
                _selected = Math.Min(_selected + 1, _hits.Count - 1);
                break;
            case "ArrowUp":
                _selected = Math.Max(_selected - 1, 0);
                break;
            case "Enter":
                await OpenSelectedAsync();
                break;
        }
    }

    /// <summary>Who types fast presses Enter before the answer is there: what opens is the answer to what was typed, not the list still shown.</summary>
    private async Task OpenSelectedAsync()
    {
        if (_found != _text)
        {
            await FindAsync();
        }

        if (_selected >= 0 && _selected < _hits.Count)
        {
            navigation.NavigateTo(_hits[_selected].Address);
            await OnClose.InvokeAsync();
        }
    }

    public void Dispose()
    {
        _closed.Dispose();
    }
}
