using Monitor.Domain.Logs.Templates;
using Monitor.Web.Logs.Mining;

namespace Monitor.Tests.Logs.Mining;

public sealed class FormBurstsTests
{
    private readonly FormBursts _bursts = new();

    [Fact]
    public void A_form_that_comes_ten_times_as_often_begins_a_burst_once_and_what_lasts_becomes_usual()
    {
        Calm(60, 5);
        Assert.Empty(_bursts.Of(Minute(45)));
        var burst = Assert.Single(_bursts.Of(Minute(400)));
        Assert.Equal(400, burst.Lines);
        Assert.InRange(burst.Usual, 4.9, 5.1);
        Assert.Single(_bursts.Learn(Minute(400)));
        Assert.Empty(_bursts.Learn(Minute(420)));
        Assert.NotEmpty(_bursts.Of(Minute(400)));
        Calm(60, 400);
        Assert.Empty(_bursts.Of(Minute(400)));
    }

    [Fact]
    public void A_form_that_was_never_there_may_come_in_a_burst_but_nothing_does_in_the_first_half_hour_and_few_lines_never_do()
    {
        Calm(29, 5);
        Assert.Empty(_bursts.Of(Minute(400)));
        Calm(1, 5);
        Assert.Single(_bursts.Of(Minute(400, id: 2)));
        Assert.Empty(_bursts.Of(Minute(29, id: 2)));
    }

    private void Calm(int minutes, int lines)
    {
        for (var i = 0; i < minutes; i++)
        {
            _bursts.Learn(Minute(lines));
        }
    }

    private static Dictionary<int, (FormRow, int)> Minute(int lines, int id = 1) =>
        new() { [id] = (new FormRow(new TemplateMiner().Mine("app", $"form {id} of many"), default, 1) { Id = id }, lines) };
}
