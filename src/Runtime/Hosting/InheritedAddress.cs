using System.Globalization;
using Gatehouse.Linux;

namespace Gatehouse.Hosting;

/// <summary>An address whose sockets a master hands to its successor: <c>5.6.7,own,127.0.0.1:8000</c>, several with a <c>;</c> between.</summary>
/// <param name="Descriptors">By seat; one where all workers share it.</param>
/// <param name="OwnsFile">A Unix socket's file is to be removed with the socket.</param>
/// <param name="IsPassed">systemd opened it, and nobody named it in <c>bind</c>.</param>
/// <param name="Address">The socket.</param>
internal sealed record InheritedAddress(IReadOnlyList<int> Descriptors, bool OwnsFile, bool IsPassed, BindAddress Address)
{
    private const string Own = "own";
    private const string Passed = "passed";
    private const string Other = "other";

    public static string Write(IEnumerable<InheritedAddress> addresses) => string.Join(';', addresses.Select(a => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join('.', a.Descriptors)},{(a.OwnsFile ? Own : a.IsPassed ? Passed : Other)},{Uri.EscapeDataString(a.Address.ToString())}")));

    /// <exception cref="FormatException">The text is not what <see cref="Write"/> gives.</exception>
    public static IReadOnlyList<InheritedAddress> Read(string text) =>
        text.Length == 0 ? [] : [.. text.Split(';').Select(part => part.Split(',') switch
        {
            [var descriptors, Own or Passed or Other, var address] words => new InheritedAddress(
                [.. descriptors.Split('.').Select(d => int.Parse(d, NumberStyles.None, CultureInfo.InvariantCulture))],
                words[1] == Own,
                words[1] == Passed,
                BindAddress.Parse(Uri.UnescapeDataString(address))),
            _ => throw new FormatException($"'{part}' is no address that a master hands on."),
        })];
}
