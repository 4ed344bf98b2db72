namespace Gatehouse.Hosting;

/// <summary>Which of the four runtimes serves: the first word of the command line.</summary>
internal enum Verb
{
    /// <summary>A supervisor and worker processes (Gunicorn).</summary>
    PreFork,

    /// <summary>One process, a loop a core (Tornado).</summary>
    Epoll,

    /// <summary>One process, one loop, a green thread a request (Gevent).</summary>
    Green,

    /// <summary>A detached service process (twistd).</summary>
    Daemon,
}

/// <summary>The words for the verbs.</summary>
internal static class Verbs
{
    public static IReadOnlyList<Verb> All { get; } = [Verb.PreFork, Verb.Epoll, Verb.Green, Verb.Daemon];

    public static string Word(this Verb verb) => verb switch
    {
        Verb.PreFork => "prefork",
        Verb.Epoll => "epoll",
        Verb.Green => "green",
        _ => "daemon",
    };

    public static string Summary(this Verb verb) => verb switch
    {
        Verb.PreFork => "A supervisor and worker processes that share the sockets",
        Verb.Epoll => "One process, an event loop a core",
        Verb.Green => "One process, one loop, each request a green thread",
        _ => "A detached service process; synchronous handlers on a thread pool",
    };

    /// <summary>The verb for a word; null if it is none.</summary>
    public static Verb? Find(ReadOnlySpan<char> word)
    {
        foreach (Verb verb in All)
        {
            if (word.SequenceEqual(verb.Word()))
                return verb;
        }

        return null;
    }

    /// <summary>Words as a sentence lists them: <c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string Join(IReadOnlyList<string> words, string last = "and") => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
    };
}
