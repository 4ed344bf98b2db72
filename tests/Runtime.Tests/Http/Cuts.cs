using System.Text;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>The ways in which a byte stream can arrive in pieces.</summary>
internal static class Cuts
{
    /// <summary>All at once, in single bytes, and cut in two at every position.</summary>
    public static IEnumerable<int[]> All(int length)
    {
        yield return [];
        yield return [.. Enumerable.Range(1, Math.Max(0, length - 1))];
        for (int i = 1; i < length; i++) yield return [i];
    }

    /// <summary>Positions drawn at random, made into cuts of a stream of this length.</summary>
    public static int[] Within(IEnumerable<int> drawn, int length) =>
        length < 2 ? [] : [.. drawn.Select(d => 1 + (int)((uint)d % (uint)(length - 1))).Distinct().Order()];

    /// <summary>The pieces between the cuts.</summary>
    public static IEnumerable<byte[]> Pieces(byte[] input, int[] cuts)
    {
        int start = 0;
        foreach (int cut in cuts.Append(input.Length))
        {
            yield return input[start..cut];
            start = cut;
        }
    }

    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);
}
