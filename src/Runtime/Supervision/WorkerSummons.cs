using System.Globalization;

namespace Gatehouse.Supervision;

/// <summary>How a process learns that it is a worker, and with which descriptors: one environment variable.</summary>
internal sealed record WorkerSummons
{
    public const string Variable = "GATEHOUSE_WORKER";

    public required string Verb { get; init; }

    /// <summary>Process id of the master.</summary>
    public required int Master { get; init; }

    /// <summary>Layout of the scoreboard: the worker may be of another version than its master.</summary>
    public int Layout { get; init; } = SlotLayout.Version;

    public required int Index { get; init; }

    public required int Generation { get; init; }

    /// <summary>Number of the worker's page in the scoreboard.</summary>
    public required int Slot { get; init; }

    public required int Channel { get; init; }

    public required int Scoreboard { get; init; }

    public required int Settings { get; init; }

    public required TimeSpan BeatInterval { get; init; }

    public required TimeSpan GracefulTimeout { get; init; }

    public IReadOnlyList<int> Listeners { get; init; } = [];

    /// <summary>Every descriptor that the worker needs.</summary>
    public IReadOnlyList<int> Descriptors => [.. Listeners, Channel, Scoreboard, Settings];

    /// <exception cref="FormatException">The text is not what <see cref="ToString"/> gives.</exception>
    public static WorkerSummons Parse(string text)
    {
        string[] words = text.Split(' ');
        var values = new Dictionary<string, string>();
        foreach (string word in words.AsSpan(1))
        {
            int equals = word.IndexOf('=');
            if (equals < 0) throw Malformed(text);
            values[word[..equals]] = word[(equals + 1)..];
        }

        return new WorkerSummons
        {
            Verb = words[0],
            Master = Number("master"),
            Layout = Number("layout"),
            Index = Number("index"),
            Generation = Number("generation"),
            Slot = Number("slot"),
            Channel = Number("channel"),
            Scoreboard = Number("scoreboard"),
            Settings = Number("settings"),
            BeatInterval = TimeSpan.FromMilliseconds(Number("beat")),
            GracefulTimeout = TimeSpan.FromMilliseconds(Number("grace")),
            Listeners = values.TryGetValue("listen", out string? listen) ? [.. listen.Split(',').Select(ToNumber)] : [],
        };

        int Number(string name) => values.TryGetValue(name, out string? value) ? ToNumber(value) : throw Malformed(text);

        int ToNumber(string value) =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Malformed(text);
    }

    public override string ToString()
    {
        string listen = Listeners.Count == 0 ? "" : " listen=" + string.Join(',', Listeners);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Verb} master={Master} layout={Layout} index={Index} generation={Generation} slot={Slot} channel={Channel} scoreboard={Scoreboard}"
            + $" settings={Settings} beat={Milliseconds(BeatInterval)} grace={Milliseconds(GracefulTimeout)}{listen}");
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Clamp(time.TotalMilliseconds, 0, int.MaxValue);

    private static FormatException Malformed(string text) =>
        new($"{Variable} is set by the master for its workers; '{text}' is not a value it sets.");
}
