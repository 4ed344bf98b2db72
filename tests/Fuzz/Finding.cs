using System.Text;

namespace Gatehouse.Fuzz;

/// <summary>An input for which something does not hold that must always hold.</summary>
internal sealed class Finding(string what, ulong seed, long number, ReadOnlySpan<byte> input, Exception? cause = null)
    : Exception($"{what}\n  seed {seed}, input {number} (--seed {seed} --replay {number})\n  {Spell(input)}", cause)
{
    /// <summary>Bytes as a C# string literal of Latin-1 characters, to become a test.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (byte b in bytes)
        {
            text.Append(b switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                < 0x20 or > 0x7e => $"\\u{b:x4}",
                _ => ((char)b).ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
