using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems.Rules;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Screens.Capacity;
using Monitor.Web.Efficiency.Screens.Settings;
using Monitor.Web.Efficiency.Screens.Sizes;

namespace Monitor.Tests.Efficiency.Screens;

/// <summary>What the screens of sizes, capacity and settings say, without a screen.</summary>
public sealed class EfficiencyWordsTests
{
    private static HostLoad Load(int id, double cpu, double memory) => new(id, $"host-{id}", 1, 4, cpu, 16 * RightSize.Gigabyte, memory);

    private static CapacityView View(params HostLoad[] hosts) => new(hosts, 0, HeadroomPolicy.Usual, []);

    private static (string Asked, string Verdict) Say(CapacityView view, CapacityQuestion question) => (WhatIfWords.Asked(question, view), WhatIfWords.Verdict(question.Answer(view)!));

    [Fact]
    public void What_if_is_answered_in_sentences_that_name_who_is_over_and_what_finds_no_place()
    {
        var view = View(Load(1, 60, 40), Load(2, 30, 40), Load(3, 10, 10));
        Assert.Equal(("With 20 % more load on every host", "It does not fit. host-1 goes above its ceiling (CPU 70 %, memory 80 %)."), Say(view, new(20, null, [], null)));
        Assert.Equal("With 50 % less load on every host", Say(view, new(-50, null, [], null)).Asked);
        Assert.StartsWith("It fits: no further host goes above its ceiling (CPU 70 %, memory 80 %), and all together can still grow by ", Say(view, new(0, null, [], null)).Verdict);
        Assert.Equal(("With host-2 and host-3 moved to host-1 and switched off", "It does not fit. host-1 goes above its ceiling (CPU 70 %, memory 80 %)."), Say(view, new(null, null, [2, 3], 1)));
        var full = View(Load(1, 60, 50), Load(2, 65, 50));
        Assert.Equal(("Without host-1", "It does not fit. 2.2 vCPUs of work and 3.2 GB of memory would find no place below the ceilings."), Say(full, new(null, 1, [], null)));
    }

    [Fact]
    public void Attack_45_What_if_has_bounds_and_a_host_that_is_not_there_gives_no_answer()
    {
        Assert.All(
            new[] { CapacityQuestion.Read(1e9, null, null, null), CapacityQuestion.Read(double.NaN, null, null, null), CapacityQuestion.Read(null, null, "1,x", 2), CapacityQuestion.Read(null, null, "1,2", null), CapacityQuestion.Read(null, null, string.Join(',', Enumerable.Range(1, 100_000)), 2) },
            read => Assert.True(read is { Question: null, Fault: not null }));
        var view = View(Load(1, 60, 40), Load(2, 30, 40));
        Assert.All(new CapacityQuestion[] { new(null, 9, [], null), new(null, null, [9], 1), new(null, null, [1], 9) }, q => Assert.Null(q.Answer(view)));
    }

    [Fact]
    public void Hosts_that_carry_something_else_come_with_those_first_that_are_over()
    {
        var rows = WhatIfWords.Rows(WhatIf.MoreLoad([Load(1, 30, 40), Load(2, 60, 40), Load(3, 0, 0)], 20, HeadroomPolicy.Usual));
        Assert.Equal([(2, true), (1, false)], rows.Select(r => (r.After.HostId, r.IsOver)));
    }

    [Fact]
    public void A_filter_keeps_hosts_with_a_proposal_of_its_kind_and_money_is_added_by_currency()
    {
        SizeLine Line(int id, string currency, params (SizeAction Action, double To, decimal Month)[] all) => new(
            $"host-{id}", "", new HostSize { HostId = id, Proposals = [.. all.Select(p => new SizeProposal(p.Action, 4, p.To, 1, 70, p.Month, ""))], Month = all.Sum(p => p.Month) }, currency);
        SizeLine[] lines = [Line(1, "EUR", (SizeAction.Vcpu, 2, 30), (SizeAction.Memory, 8, -16)), Line(2, "USD", (SizeAction.Merge, 0, 12.5m)), Line(3, "EUR", (SizeAction.Disk, 2, 1))];
        int[] Kept(string? kind, string? action) => [.. lines.Where(SizeAsk.Read(null, null, kind, action).Includes).Select(l => l.Size.HostId)];
        Assert.Equal([1, 2, 3], Kept(null, "no such"));
        Assert.Equal([1], Kept("more", null));
        Assert.Equal([2], Kept("gone", null));
        Assert.Equal([1, 3], Kept("less", null).Except([2]));
        Assert.Empty(Kept("less", "memory"));
        Assert.Equal([new SizeMoney("EUR", 31, 16), new SizeMoney("USD", 12.5m, 0)], SizeMoney.Of(lines));
    }

    [Fact]
    public void A_form_gives_back_what_it_was_filled_from_and_each_part_says_what_is_wrong_with_it()
    {
        var settings = EfficiencySettings.Usual with { Weights = [1, 2, 3, 4, 5], Hours = new WorkingHours(31, 8, 18, "Europe/Berlin"), NetworkMegabits = 2500 };
        Assert.Equal(settings, SettingsDraft.Of(settings).Settings());
        var draft = SettingsDraft.Of(settings);
        (draft.Lines[0].Low, draft.Ahead, draft.Vcpu, draft.Megabits, draft.Lines[1].Weight) = (null, null, null, null, null);
        Array.Clear(draft.Days);
        Assert.All(Enum.GetValues<EfficiencyPart>(), part => Assert.NotNull(draft.Settings().FaultOf(part)));
        Assert.All(Enum.GetValues<EfficiencyPart>(), part => Assert.Null(settings.FaultOf(part)));
        Assert.Equal("Monday to Friday, 8 to 18 o'clock, Europe/Berlin", SettingsWords.Of(settings.Hours));
        Assert.Equal(("Always", "up to 60 %, rest is no waste"), (SettingsWords.Of(WorkingHours.Always), SettingsWords.Of(new TargetBand(0, 60))));
    }

    [Fact]
    public void The_nearest_group_above_with_settings_is_where_they_come_from()
    {
        var tree = new GroupTree([new HostGroup { Id = HostGroup.FleetId, Name = "Fleet" }, new HostGroup { Id = 2, Name = "Berlin", ParentId = 1 }, new HostGroup { Id = 3, Name = "Web", ParentId = 2 }]);
        Assert.Null(new EfficiencyPlan([], tree).SourceOf(3));
        var plan = new EfficiencyPlan([new EfficiencySetting { GroupId = null }, new EfficiencySetting { GroupId = 2, Settings = EfficiencySettings.Usual with { NetworkMegabits = 7 } }], tree);
        Assert.Equal((2, 2, 1), (plan.SourceOf(3), plan.SourceOf(2), plan.SourceOf(1)));
        Assert.Equal(7, plan.Of(3).NetworkMegabits);
    }
}
