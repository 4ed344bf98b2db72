using System.Globalization;
using Gatehouse.Supervision;

namespace Gatehouse.Hosting;

/// <summary>The sockets of a master on their way to its successor: what it is offered, and what it takes.</summary>
/// <param name="offered">All that the master has.</param>
internal sealed class ListenerHandover(IReadOnlyList<BoundAddress> offered)
{
    public UpgradeOffer Offer => new(
        [.. offered.SelectMany(a => a.Descriptors)],
        InheritedAddress.Write(offered.Select(a => new InheritedAddress(a.Descriptors, a.OwnsFile, a.IsPassed, a.Address))));

    /// <summary>The successor's word for what it has taken: <c>0:1,2:4</c>, the number of each address and of the sockets there.</summary>
    public static string Taken(ListenSockets sockets) => string.Join(',', sockets.Addresses.Where(a => a.InheritedIndex >= 0).Select(
        a => string.Create(CultureInfo.InvariantCulture, $"{a.InheritedIndex}:{a.Descriptors.Count}")));

    /// <summary>The successor is ready. The files of the sockets that it has are its own affair from now on.</summary>
    /// <param name="taken">What <see cref="Taken"/> gave there.</param>
    /// <returns>The descriptors that it serves too.</returns>
    /// <exception cref="FormatException">This is no such word.</exception>
    public IReadOnlyList<int> Lend(string taken)
    {
        var descriptors = new List<int>();
        foreach (string part in taken.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] numbers = [.. part.Split(':').Select(n => int.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture))];
            if (numbers.Length != 2 || numbers[0] >= offered.Count) throw new FormatException($"'{part}' is no address that was offered");
            offered[numbers[0]].LendFile();
            descriptors.AddRange(offered[numbers[0]].Descriptors.Take(numbers[1]));
        }

        return descriptors;
    }

    /// <summary>The successor is gone.</summary>
    public void TakeBack()
    {
        foreach (BoundAddress address in offered)
        {
            address.TakeFileBack();
            address.SteerAnew();
        }
    }
}
