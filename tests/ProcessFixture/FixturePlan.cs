using System.Text;
using Gatehouse.Supervision;

namespace Gatehouse.ProcessFixture;

/// <summary>A plan as one line of text, which a test rewrites before it asks for a reload: "behaviour workers grace timeout ready [flag [age memory]]", times in ms.</summary>
internal static class FixturePlan
{
    public static WorkerPlan Read(string file)
    {
        string text = File.ReadAllText(file).Trim();
        string[] words = text.Split(' ');
        if (words.Length < 5) throw new FormatException($"'{text}' is no plan");
        return new WorkerPlan
        {
            Verb = "fixture",
            Workers = int.Parse(words[1]),
            GracefulTimeout = TimeSpan.FromMilliseconds(int.Parse(words[2])),
            Timeout = TimeSpan.FromMilliseconds(int.Parse(words[3])),
            ReadyTimeout = TimeSpan.FromMilliseconds(int.Parse(words[4])),
            MaxAge = TimeSpan.FromMilliseconds(words.Length > 6 ? int.Parse(words[6]) : 0),
            MaxMemory = words.Length > 7 ? long.Parse(words[7]) : 0,
            Snapshot = Encoding.UTF8.GetBytes(text),
        };
    }
}
