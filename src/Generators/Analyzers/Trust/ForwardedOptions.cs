using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Everything that one block of code does to one object with the middleware's options, in order.</summary>
internal sealed class ForwardedOptions(IObjectCreationOperation? creation)
{
    /// <summary>Where the object is made; null for one that others make, such as the one that is configured.</summary>
    public IObjectCreationOperation? Creation { get; } = creation;

    /// <summary>The call of UseForwardedHeaders that takes the object.</summary>
    public IInvocationOperation? Use { get; set; }

    public List<OptionFact> Facts { get; } = [];

    /// <summary>Whether other code may have done more to the object.</summary>
    public bool IsPassedOn => Facts.Exists(fact => fact.Action == OptionAction.PassOn);

    /// <summary>Whether code elsewhere has hold of the object, as a field or as what a method returns, or had it first.</summary>
    public bool IsShared { get; set; }

    /// <summary>Whether it is configured under a name of its own, and not what the middleware takes.</summary>
    public bool IsNamed { get; init; }

    /// <summary>Whether it is plain that no header is forwarded at all.</summary>
    public bool IsOff => Creation is not null && !IsPassedOn && !Facts.Exists(fact => fact.Action == OptionAction.SetFlags);

    /// <summary>The pairs of Clears, one in each branch, after which both lists are empty.</summary>
    public IEnumerable<EmptyLists> Empty()
    {
        for (int i = 0; i < Facts.Count; i++)
        {
            OptionFact last = Facts[i];
            if (!IsClear(last) || Facts.Skip(i + 1).Any(later => IsClear(later) && later.Path.Covers(last.Path))) continue;
            if (Facts.Take(i).LastOrDefault(fact => IsClear(fact) && fact.Action != last.Action && !fact.Path.Excludes(last.Path)) is not { } first) continue;

            List<OptionFact> added = [.. Added().Where(fact => !fact.Path.Excludes(last.Path) && !fact.Path.Excludes(first.Path))];
            List<CodePath> paths = [.. added.Select(fact => fact.Path)];
            if (!last.Path.IsCoveredBy(paths) && !first.Path.IsCoveredBy(paths)) yield return new EmptyLists(first, last, added);
        }
    }

    /// <summary>What is done without being undone later in the same branch.</summary>
    public IEnumerable<OptionFact> Surviving(OptionAction action) => Facts.Where((fact, i) =>
        fact.Action == action && !Facts.Skip(i + 1).Any(later => later.Action == action && !IsAddition(later) && later.Path.Covers(fact.Path)));

    /// <summary>What is in the lists besides what was there at the start: the facts after the last Clear win.</summary>
    public IEnumerable<OptionFact> Added() => Facts.Where((fact, i) => fact.Action switch
    {
        OptionAction.AddProxy => !IsClearedLater(i, OptionAction.ClearProxies),
        OptionAction.AddNetwork => !IsClearedLater(i, OptionAction.ClearNetworks),
        OptionAction.PassOn => !Facts.Skip(i + 1).Any(IsClear),
        _ => false,
    });

    /// <summary>Flags that are set by |= leave those there were.</summary>
    private static bool IsAddition(OptionFact fact) =>
        fact.Operation is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or };

    private static bool IsClear(OptionFact fact) => fact.Action is OptionAction.ClearProxies or OptionAction.ClearNetworks;

    private bool IsClearedLater(int fact, OptionAction clear) =>
        Facts.Skip(fact + 1).Any(later => later.Action == clear && later.Path.Covers(Facts[fact].Path));
}

/// <summary>The two Clears that leave the options without a known peer, and what is added after them on some ways only.</summary>
internal sealed record EmptyLists(OptionFact First, OptionFact Last, IReadOnlyList<OptionFact> MaybeAdded)
{
    public bool IsOfDevelopment => First.Path.IsOfDevelopment || Last.Path.IsOfDevelopment;
}
