using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Recognizes the addresses at the two ends of a connection.</summary>
internal static class ConnectionFacts
{
    // Half-typed code may declare a local by itself.
    private const int MostDepth = 16;

    /// <summary>Whether an operation is the address of the connection's other end, which nobody can make up.</summary>
    public static bool IsPeer(IOperation? operation) => Is(operation, IsPeer, 0);

    /// <summary>Whether an operation is the address that the server takes for the client's.</summary>
    public static bool IsClient(IOperation? operation) => Is(operation, property => IsPeer(property) || IsOwn(property, "ClientAddress"), 0);

    /// <summary>Whether an operation is the address at which the server itself took the connection.</summary>
    public static bool IsLocal(IOperation? operation) => Is(operation, property => property.Name == "LocalIpAddress", 0);

    private static bool IsPeer(IPropertySymbol property) => property.Name == "RemoteIpAddress" || IsOwn(property, "PeerAddress");

    private static bool IsOwn(IPropertySymbol property, string name) =>
        property.Name == name && property.ContainingType is { Name: "Request", ContainingNamespace.Name: "Gatehouse" };

    private static bool Is(IOperation? operation, Func<IPropertySymbol, bool> isWanted, int depth) => depth < MostDepth && operation switch
    {
        IConversionOperation conversion => Is(conversion.Operand, isWanted, depth + 1),
        IConditionalAccessOperation access => Is(access.WhenNotNull, isWanted, depth + 1),
        IConditionalAccessInstanceOperation instance => Is(AccessedBy(instance), isWanted, depth + 1),
        ICoalesceOperation coalesced => Is(coalesced.Value, isWanted, depth + 1),
        IPropertyReferenceOperation reference => isWanted(reference.Property),
        IInvocationOperation { TargetMethod.Name: "MapToIPv4" or "MapToIPv6" or "ToString" } call => Is(call.Instance, isWanted, depth + 1),

        // An address of which code makes an address, and of nothing else: usually IPv4 of its form in IPv6.
        IInvocationOperation { Arguments: { Length: 1 } arguments } call when AddressTypes.IsAddress(call.Type) =>
            AddressTypes.IsAddress(arguments[0].Value.Type) && Is(arguments[0].Value, isWanted, depth + 1),
        ILocalReferenceOperation local => ValueFlow.InitializerOf(local) is { } value && Is(value, isWanted, depth + 1),
        _ => false,
    };

    private static IOperation? AccessedBy(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        while (child.Parent is { } parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child) return access.Operation;
            child = parent;
        }

        return null;
    }
}
