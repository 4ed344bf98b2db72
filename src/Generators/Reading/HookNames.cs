using Gatehouse.Generators.Routing;
namespace Gatehouse.Generators.Reading;

/// <summary>The hooks that there are, and the names by which people look for them.</summary>
internal static class HookNames
{
    private const string Master = "Gatehouse.MasterContext";
    private const string Worker = "Gatehouse.WorkerInfo";

    // Shorter words are near to too many others.
    private const int ShortestGuess = 5;
    private const int LettersToAMistake = 4;

    /// <summary>Each hook with the type that it takes, in the order in which they are called.</summary>
    public static readonly IReadOnlyList<(string Name, string Parameter)> All =
    [
        ("OnStarting", Master),
        ("OnReady", Master),
        ("OnWorkerStarting", Worker),
        ("OnWorkerReady", Worker),
        ("OnReloading", Master),
        ("OnReloaded", Master),
        ("OnWorkerExit", "Gatehouse.WorkerExit"),
        ("OnWorkerCountChanged", "Gatehouse.WorkerCountChange"),
        ("OnExiting", Master),
    ];

    /// <summary>Gunicorn's names, and other tenses, without the word that says when.</summary>
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["start"] = "OnStarting",
        ["started"] = "OnReady",
        ["prefork"] = "OnWorkerStarting",
        ["postfork"] = "StartAsync",
        ["postworkerinit"] = "StartAsync",
        ["workerstart"] = "OnWorkerStarting",
        ["workerstarted"] = "OnWorkerReady",
        ["reload"] = "OnReloading",
        ["childexit"] = "OnWorkerExit",
        ["workerexited"] = "OnWorkerExit",
        ["workerexiting"] = "OnWorkerExit",
        ["nworkerschanged"] = "OnWorkerCountChanged",
        ["workerschanged"] = "OnWorkerCountChanged",
        ["exit"] = "OnExiting",
        ["exited"] = "OnExiting",
        ["stop"] = "OnExiting",
        ["stopping"] = "OnExiting",
        ["stopped"] = "OnExiting",
        ["shutdown"] = "OnExiting",
    };

    /// <summary>The hook that a method of another name was probably meant to be; null if none.</summary>
    public static string? Near(string name)
    {
        string core = Core(name);
        if (Synonyms.TryGetValue(core, out string? synonym)) return synonym;
        if (core.Length < ShortestGuess) return null;
        string? best = null;
        int limit = core.Length / LettersToAMistake;
        foreach ((string hook, _) in All)
        {
            int distance = Spelling.Distance(core, Core(hook));
            if (distance > limit) continue;
            best = hook;
            limit = distance - 1;
        }

        return best;
    }

    /// <summary>OnWorkerExit, when_worker_exit and worker_exit are one word.</summary>
    private static string Core(string name)
    {
        string bare = new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        foreach (string prefix in (string[])["on", "when"])
        {
            if (bare.StartsWith(prefix, StringComparison.Ordinal)) return bare.Substring(prefix.Length);
        }

        return bare;
    }
}
