using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The ways in which code reads a request header by its name in Gatehouse, and the headers that the app has its proxies send.</summary>
internal sealed class GatehouseHeaders
{
    private readonly KnownTypes known;
    private readonly INamedTypeSymbol requestHeaders;
    private readonly Lazy<IReadOnlyDictionary<string, ForwardedFact>> declared;

    private GatehouseHeaders(Compilation compilation, KnownTypes known, INamedTypeSymbol requestHeaders)
    {
        this.known = known;
        this.requestHeaders = requestHeaders;
        declared = new Lazy<IReadOnlyDictionary<string, ForwardedFact>>(() => DeclaredHeaders(compilation, known));
    }

    /// <summary>Null where the compilation does not know Gatehouse.</summary>
    public static GatehouseHeaders? From(Compilation compilation) =>
        KnownTypes.From(compilation) is { } known && compilation.GetTypeByMetadataName("Gatehouse.RequestHeaders") is { } requestHeaders
            ? new GatehouseHeaders(compilation, known, requestHeaders)
            : null;

    /// <summary>The read that an operation is; null where it is none.</summary>
    public HeaderRead? ReadOf(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } reference
        && KnownTypes.Is(reference.Property.ContainingType, requestHeaders)
        && reference.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string header }
            ? new HeaderRead(header, true, reference.Syntax.GetLocation(), reference, null) { IsOwn = true }
            : null;

    /// <summary>The header that a parameter is bound to.</summary>
    public string? HeaderOf(AttributeData attribute) =>
        KnownTypes.Is(attribute.AttributeClass, known.FromHeaderAttribute) && attribute.ConstructorArguments.Length == 1
            ? attribute.ConstructorArguments[0].Value as string
            : null;

    /// <summary>What a header of its own says that the app has its proxies send; null for other headers.</summary>
    public ForwardedFact? DeclaredFactOf(string header) =>
        declared.Value.TryGetValue(ForwardingHeaders.Normalize(header), out ForwardedFact fact) ? fact : null;

    private static IReadOnlyDictionary<string, ForwardedFact> DeclaredHeaders(Compilation compilation, KnownTypes known)
    {
        var headers = new Dictionary<string, ForwardedFact>(StringComparer.OrdinalIgnoreCase);
        foreach (INamedTypeSymbol app in Apps.Of(compilation, known))
        {
            foreach (Model.ForwardedField field in new TrustReader(known, new Problems(), CancellationToken.None).Read(app).Fields)
            {
                if (field.IsTaken && !field.HasUsualHeader) headers[ForwardingHeaders.Normalize(field.Header)] = FactOf(field.Fact);
            }
        }

        return headers;
    }

    private static ForwardedFact FactOf(string fact) => fact switch
    {
        "For" => ForwardedFact.Address,
        "Proto" => ForwardedFact.Scheme,
        "Host" => ForwardedFact.Host,
        "Prefix" => ForwardedFact.Prefix,
        _ => ForwardedFact.Other,
    };
}
