namespace Gatehouse.Generators.Routing;

/// <summary>
/// A place in the tree of templates: the paths that share a beginning. Children stand in the order in which they are
/// tried: literals (no two of which match the same piece), then parameters, the most specific constraint first, then a catch-all.
/// </summary>
internal sealed class SegmentTrie
{
    private readonly Dictionary<string, SegmentTrie> literals = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Constraint, SegmentTrie> parameters = [];

    private SegmentTrie(SegmentTrie? parent, Segment? segment)
    {
        Parent = parent;
        Segment = segment;
        Depth = parent is null ? 0 : parent.Depth + (segment!.Literal is null ? 1 : 0);
    }

    public SegmentTrie? Parent { get; }

    /// <summary>What leads here from the parent; null at the root.</summary>
    public Segment? Segment { get; }

    /// <summary>The resource whose template ends here.</summary>
    public Resource? Resource { get; private set; }

    /// <summary>The number of the parameter that leads here.</summary>
    public int Slot => Parent!.Depth;

    public IReadOnlyList<SegmentTrie> Literals => [.. literals.Values];

    public IReadOnlyList<SegmentTrie> Parameters => [.. parameters.Values];

    /// <summary>The resource of all the paths that begin as here.</summary>
    public SegmentTrie? CatchAll { get; private set; }

    public bool HasChildren => literals.Count + parameters.Count > 0 || CatchAll is not null;

    /// <summary>The segments from the root to here.</summary>
    public IEnumerable<Segment> Path => Parent is null ? [] : Parent.Path.Append(Segment!);

    /// <summary>Whether a piece of path that leads to this child may lead to a later sibling too.</summary>
    public bool MayGiveWay => Parent!.CatchAll is not null || Parent.parameters.Values
        .Any(sibling => sibling != this
            && (Segment!.Literal is not null || sibling.Segment!.Constraint.CompareTo(Segment.Constraint) > 0)
            && Overlap.Exists(Segment, sibling.Segment!));

    /// <summary>Parameters on the way from the root to here.</summary>
    private int Depth { get; }

    public static SegmentTrie Of(IEnumerable<Resource> resources)
    {
        var root = new SegmentTrie(null, null);
        foreach (Resource resource in resources)
        {
            SegmentTrie node = root;
            foreach (Segment segment in resource.Template.Segments) node = node.Child(segment);
            node.Resource = resource;
        }

        return root;
    }

    private SegmentTrie Child(Segment segment)
    {
        if (segment.IsCatchAll) return CatchAll ??= new SegmentTrie(this, segment);
        if (segment.Literal is { } literal)
        {
            if (!literals.TryGetValue(literal, out SegmentTrie? child))
                literals.Add(literal, child = new SegmentTrie(this, segment));
            return child;
        }

        if (!parameters.TryGetValue(segment.Constraint, out SegmentTrie? parameter))
            parameters.Add(segment.Constraint, parameter = new SegmentTrie(this, segment));
        return parameter;
    }
}
