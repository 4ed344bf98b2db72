namespace Gatehouse.Hosting;

/// <summary>The headings that help and documentation put settings under, in their order.</summary>
internal enum SettingGroup
{
    Sockets,
    Tls,
    Workers,
    Deadlines,
    Limits,
    Logging,
    Process,
    Operation,
    Proxy,
}

/// <summary>What kind of value a setting has.</summary>
internal enum SettingKind
{
    WholeNumber,
    Size,
    Duration,
    Flag,
    Choice,
    List,
    Path,
    Text,
    Octal,
}

/// <summary>What a built-in default may depend on.</summary>
/// <param name="Verb">The runtime.</param>
/// <param name="ServiceName">Name of the application.</param>
/// <param name="Said">What is known so far: all that was said, and the defaults of the settings above in the table.</param>
internal readonly record struct DefaultContext(Verb Verb, string ServiceName, ServerSettings Said);

/// <summary>
/// One setting: its names, its form, its default. The same lines serve the command line, the environment, the file, the
/// defaults of an application, the documentation and the way to a worker.
/// </summary>
internal abstract class Setting(string name, SettingKind kind)
{
    /// <summary>The name in the JSON file: <c>gracefulTimeout</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The name on the command line: <c>--graceful-timeout</c>.</summary>
    public string Option => field ??= "--" + Spell(Name, '-').ToLowerInvariant();

    /// <summary>The name in the environment: <c>GATEHOUSE_GRACEFUL_TIMEOUT</c>.</summary>
    public string EnvironmentName => field ??= "GATEHOUSE_" + Spell(Name, '_').ToUpperInvariant();

    public SettingKind Kind { get; } = kind;

    public required SettingGroup Group { get; init; }

    /// <summary>Other names on the command line, as Gunicorn and twistd have them; the short one first.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How help calls the value.</summary>
    public required string ValueName { get; init; }

    /// <summary>What it is for, in a sentence without its full stop.</summary>
    public required string Help { get; init; }

    /// <summary>The built-in default in words.</summary>
    public required string DefaultText { get; init; }

    /// <summary>The built-in default as text; null leaves the setting unsaid.</summary>
    public required Func<DefaultContext, string?> Default { get; init; }

    /// <summary>The runtimes that look at it.</summary>
    public IReadOnlyList<Verb> Verbs { get; init; } = Hosting.Verbs.All;

    /// <summary>What is accepted, to follow "is not": <c>a whole number from 1 to 1024</c>.</summary>
    public abstract string Expected { get; }

    /// <summary>The value as texts that <see cref="Write"/> reads back: one for a scalar; null when it was not said.</summary>
    public abstract IReadOnlyList<string>? Read(ServerSettings settings);

    /// <summary>Sets the value. Of a scalar's texts the last one counts, as when an option is repeated.</summary>
    /// <param name="settings">Replaced by a copy with the value, unless something is wrong.</param>
    /// <param name="texts">The value as written, at least one text for a scalar.</param>
    /// <param name="origin">Where it was written, for messages.</param>
    /// <returns>Null, or the error as one line.</returns>
    public abstract string? Write(ref ServerSettings settings, IReadOnlyList<string> texts, string origin);

    /// <summary>The line for a wrong value; the value itself is made safe to print.</summary>
    protected string Refuse(string text, string origin, string problem)
    {
        string shown = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return $"'{(shown.Length > 200 ? shown[..200] + "…" : shown)}' for {Name} (from {origin}) is not {problem}";
    }

    private static string Spell(string name, char separator) =>
        string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? $"{separator}{c}" : c.ToString()));
}

/// <summary>A setting with one value of a value type.</summary>
internal sealed class ValueSetting<T>(
    string name, SettingKind kind, ValueForm<T> form, Func<ServerSettings, T?> get, Func<ServerSettings, T, ServerSettings> set)
    : Setting(name, kind)
    where T : struct
{
    public override string Expected => form.Expected;

    public override IReadOnlyList<string>? Read(ServerSettings settings) =>
        get(settings) is T value ? [form.Print(value)] : null;

    public override string? Write(ref ServerSettings settings, IReadOnlyList<string> texts, string origin)
    {
        if (!form.TryRead(texts[^1], out T value))
            return Refuse(texts[^1], origin, form.Expected + Suggestion.Question(form.Suggest(texts[^1])));
        settings = set(settings, value);
        return null;
    }
}

/// <summary>A setting with one text.</summary>
/// <param name="name">See <see cref="Setting.Name"/>.</param>
/// <param name="kind">See <see cref="Setting.Kind"/>.</param>
/// <param name="form">What every such text must be.</param>
/// <param name="get">The text; null when it was not said.</param>
/// <param name="set">Replaces the text.</param>
/// <param name="check">What else is wrong with a text; null if nothing is.</param>
internal sealed class TextSetting(
    string name,
    SettingKind kind,
    TextForm form,
    Func<ServerSettings, string?> get,
    Func<ServerSettings, string, ServerSettings> set,
    Func<string, string?>? check = null)
    : Setting(name, kind)
{
    public override string Expected => form.Expected;

    public override IReadOnlyList<string>? Read(ServerSettings settings) => get(settings) is string value ? [value] : null;

    public override string? Write(ref ServerSettings settings, IReadOnlyList<string> texts, string origin)
    {
        if (!form.TryRead(texts[^1], out string value))
            return Refuse(texts[^1], origin, form.Expected);
        if (check?.Invoke(value) is string problem)
            return Refuse(texts[^1], origin, $"{form.Expected}: {problem}");
        settings = set(settings, value);
        return null;
    }
}

/// <summary>A setting with several texts: repeated on the command line, or with commas between, or a JSON array.</summary>
/// <param name="name">See <see cref="Setting.Name"/>.</param>
/// <param name="expected">See <see cref="Setting.Expected"/>.</param>
/// <param name="check">What is wrong with an item; null if nothing is.</param>
/// <param name="isNoneAllowed">True if the word <c>none</c> makes the list empty, where empty differs from unsaid.</param>
/// <param name="get">The list; null when it was not said.</param>
/// <param name="set">Replaces the list.</param>
internal sealed class ListSetting(
    string name,
    string expected,
    Func<string, string?> check,
    bool isNoneAllowed,
    Func<ServerSettings, IReadOnlyList<string>?> get,
    Func<ServerSettings, IReadOnlyList<string>, ServerSettings> set)
    : Setting(name, SettingKind.List)
{
    public override string Expected => expected;

    public override IReadOnlyList<string>? Read(ServerSettings settings) => get(settings);

    public override string? Write(ref ServerSettings settings, IReadOnlyList<string> texts, string origin)
    {
        if (isNoneAllowed && texts is ["none"])
            texts = [];
        foreach (string text in texts)
        {
            if (check(text) is string problem)
                return Refuse(text, origin, $"{expected}: {problem}");
        }

        settings = set(settings, [.. texts]);
        return null;
    }

    /// <summary>One text of the command line or the environment as items.</summary>
    public static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}
