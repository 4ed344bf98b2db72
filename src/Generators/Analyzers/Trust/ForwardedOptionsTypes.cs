using Gatehouse.Generators.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>The types by which ASP.NET Core's middleware for forwarded headers is set up.</summary>
internal sealed class ForwardedOptionsTypes
{
    private readonly INamedTypeSymbol options;
    private readonly INamedTypeSymbol? extensions;
    private readonly INamedTypeSymbol? address;
    private readonly INamedTypeSymbol? network;
    private readonly INamedTypeSymbol? oldNetwork;

    private ForwardedOptionsTypes(Compilation compilation, INamedTypeSymbol options)
    {
        this.options = options;
        extensions = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.ForwardedHeadersExtensions");
        address = compilation.GetTypeByMetadataName("System.Net.IPAddress");
        network = compilation.GetTypeByMetadataName("System.Net.IPNetwork");
        oldNetwork = compilation.GetTypeByMetadataName("Microsoft.AspNetCore.HttpOverrides.IPNetwork");
    }

    /// <summary>Null where the compilation does not know the middleware.</summary>
    public static ForwardedOptionsTypes? From(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.ForwardedHeadersOptions") is { } type
            ? new ForwardedOptionsTypes(compilation, type)
            : null;

    public bool IsOptions(ITypeSymbol? type) => KnownTypes.Is(type, options);

    public bool IsAddress(ITypeSymbol? type) => KnownTypes.Is(type, address);

    /// <summary>System.Net.IPNetwork, or the middleware's own of before .NET 10.</summary>
    public bool IsNetwork(ITypeSymbol? type) => KnownTypes.Is(type, network) || KnownTypes.Is(type, oldNetwork);

    /// <summary>A call of UseForwardedHeaders.</summary>
    public bool IsUse(IOperation? operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "UseForwardedHeaders", ContainingType: var type } } && KnownTypes.Is(type, extensions);

    /// <summary>A property of the options.</summary>
    public bool IsOption(IOperation? operation) => operation is IPropertyReferenceOperation reference && IsOptions(reference.Property.ContainingType);

    /// <summary>A function that is handed the options in order to set them.</summary>
    public bool IsConfiguration(IMethodSymbol function) =>
        function.MethodKind == MethodKind.AnonymousFunction && function.Parameters.Any(parameter => IsOptions(parameter.Type));

    /// <summary>Whether an operation has to do with the options at all: only then is the code around it looked at.</summary>
    public bool IsTouchedBy(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation => IsOption(operation),
        IObjectCreationOperation creation => IsOptions(creation.Type),
        IInvocationOperation => IsUse(operation),
        _ => false,
    };
}
