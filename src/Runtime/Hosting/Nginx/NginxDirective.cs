namespace Gatehouse.Hosting.Nginx;

/// <summary>A directive of an nginx configuration: its words, and what is in its block if it has one.</summary>
/// <param name="Words">Name and arguments, without quotes and escapes; never empty.</param>
/// <param name="Start">Where the first of the words begins in the file, its quote included.</param>
/// <param name="Parent">The directive in whose block it is; null for the file itself.</param>
internal sealed record NginxDirective(IReadOnlyList<string> Words, int Start, NginxDirective? Parent)
{
    public string Name => Words[0];

    /// <summary>Where the last of the words begins, its quote included.</summary>
    public int LastWordStart { get; init; }

    /// <summary>What follows the last of the words, its quote included.</summary>
    public int WordsEnd { get; init; }

    /// <summary>What follows the semicolon, or the brace that opens its block.</summary>
    public int End { get; init; }

    /// <summary>What follows its block of Lua, in which no directives are; <see cref="End"/> where it has none.</summary>
    public int LuaEnd { get; init; }

    /// <summary>The directives in its block.</summary>
    public List<NginxDirective> Block { get; } = [];

    /// <summary>Itself and the directives around it, from the inside.</summary>
    public IEnumerable<NginxDirective> Levels
    {
        get
        {
            for (NginxDirective? level = this; level is not null; level = level.Parent) yield return level;
        }
    }

    /// <summary>The directives of a name in its block, not in the blocks within.</summary>
    public IEnumerable<NginxDirective> Of(string name) => Block.Where(directive => directive.Name == name);

    /// <summary>All that is in its block and in the blocks within, in the order of the file.</summary>
    public IEnumerable<NginxDirective> Descendants() => Block.SelectMany(directive => directive.Descendants().Prepend(directive));
}
