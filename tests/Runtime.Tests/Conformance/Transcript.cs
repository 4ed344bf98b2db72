using System.Text;
using Gatehouse.Fuzz;

namespace Gatehouse.Runtime.Tests.Conformance;

/// <summary>Answers as short lines: status, the fields that frame it, and the body, as a strict client reads them.</summary>
internal static class Transcript
{
    private static readonly string[] Framing = ["Content-Length", "Transfer-Encoding", "Connection"];

    /// <summary>The answers to requests of these methods.</summary>
    /// <exception cref="InvalidDataException">They are not exactly so many, or not well framed.</exception>
    public static string[] Of(string heard, params string[] methods)
    {
        var reader = new AnswerReader(Encoding.Latin1.GetBytes(heard), endsWhole: true);
        var lines = new List<string>();
        foreach (string method in methods)
        {
            Answer answer = reader.Read(method) ?? throw new InvalidDataException($"There is no answer to {method}: {heard}");
            IEnumerable<string> framing = Framing.Where(name => answer.Field(name) is not null).Select(name => $"{name}: {answer.Field(name)}");
            lines.Add($"{answer.Status} {string.Join(", ", framing)}|{answer.Body}");
        }

        return reader.IsAtEnd ? [.. lines] : throw new InvalidDataException($"More than {methods.Length} answers: {heard}");
    }
}
