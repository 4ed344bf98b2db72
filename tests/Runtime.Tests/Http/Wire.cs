using Gatehouse.Http;
using Xunit;

namespace Gatehouse.Runtime.Tests.Http;

/// <summary>
/// Reads a byte stream in every way in which it can come: all at once, in single bytes, cut at every position, each of them alone and
/// behind another request. All readings must say the same; every example of the parser goes through here.
/// </summary>
internal static class Wire
{
    public static readonly RequestLimits Roomy = new(8190, 100, 32768);

    private const string First = "GET /0 HTTP/1.1\r\nHost: f\r\n\r\n";
    private const string FirstRead = "GET Origin '/0' host 'f' 1.1 keep\n  Host: f\n";

    /// <summary>What every reading says.</summary>
    public static string Read(string input, RequestLimits? limits = null)
    {
        byte[] bytes = Cuts.Latin1(input);
        string atOnce = OneReading.Of(bytes, [], limits ?? Roomy);
        foreach (int[] cuts in Cuts.All(bytes.Length)) Assert.Equal(atOnce, OneReading.Of(bytes, cuts, limits ?? Roomy));

        byte[] piped = Cuts.Latin1(First + input);
        foreach (int[] cuts in Cuts.All(piped.Length)) Assert.Equal(FirstRead + atOnce, OneReading.Of(piped, cuts, limits ?? Roomy));
        return atOnce;
    }

    public static void AssertReads(string input, string expected, RequestLimits? limits = null) =>
        Assert.Equal(expected, Read(input, limits));
}
