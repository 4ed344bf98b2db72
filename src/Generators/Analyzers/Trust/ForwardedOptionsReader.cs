using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// Collects what a block of code does to the middleware's options: to a local, a parameter, a field, an object as it is made,
/// and to the one that Configure hands to lambdas, whichever lambda of the block it is.
/// </summary>
internal sealed class ForwardedOptionsReader
{
    private static readonly object Configured = new();

    private readonly ForwardedOptionsTypes types;
    private readonly BlockValues values;
    private readonly List<ForwardedOptions> all = [];
    private readonly Dictionary<object, ForwardedOptions> byHolder = [];

    private ForwardedOptionsReader(ForwardedOptionsTypes types, BlockValues values)
    {
        this.types = types;
        this.values = values;
    }

    public static IReadOnlyList<ForwardedOptions> Read(ForwardedOptionsTypes types, BlockValues values)
    {
        var reader = new ForwardedOptionsReader(types, values);
        foreach (IOperation operation in values.Operations) reader.Visit(operation);
        return reader.all;
    }

    private void Visit(IOperation operation)
    {
        switch (operation)
        {
            case IObjectCreationOperation creation when types.IsOptions(creation.Type):
                Start(creation);
                break;
            case IAssignmentOperation { Target: IPropertyReferenceOperation target } assignment when types.IsOption(target):
                Set(target, assignment);
                break;
            case IPropertyReferenceOperation { Property.Name: "KnownProxies" or "KnownNetworks" or "KnownIPNetworks" or "AllowedHosts" } list
                when types.IsOption(list):
                Use(list, list);
                break;
            case ILocalReferenceOperation { Type.Name: "IList" } alias when values.Follow(alias) is IPropertyReferenceOperation list && types.IsOption(list):
                Use(list, alias);
                break;
            case IMemberInitializerOperation { InitializedMember: IPropertyReferenceOperation list, Initializer: { } initializer } when types.IsOption(list):
                foreach (IInvocationOperation call in initializer.Initializers.OfType<IInvocationOperation>()) Call(list, call);
                break;
            case ILocalReferenceOperation or IParameterReferenceOperation when types.IsOptions(operation.Type):
                UseObject(operation);
                break;
        }
    }

    private void Start(IObjectCreationOperation creation)
    {
        var options = new ForwardedOptions(creation);
        all.Add(options);
        byHolder[creation] = options;
        IOperation value = creation;
        while (value.Parent is IConversionOperation conversion) value = conversion;
        object? holder = value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation assignment when assignment.Value == value => HolderOf(assignment.Target),
            _ => null,
        };
        if (holder is not null) byHolder[holder] = options;
        options.IsShared = value.Parent is IReturnOperation || holder is not (null or ILocalSymbol);
        if (value.Parent is not IArgumentOperation { Parent: IInvocationOperation taker }) return;
        if (types.IsUse(taker)) options.Use = taker;
        else if (!IsWrapping(taker)) Add(options, OptionAction.PassOn, creation);
    }

    /// <summary>A property of the options is set, by = or, for the flags, by |= or &amp;=.</summary>
    private void Set(IPropertyReferenceOperation target, IAssignmentOperation assignment)
    {
        if (OptionsOf(target.Instance) is not { } options) return;
        IOperation value = values.Follow(assignment.Value);
        int? number = assignment.Value.ConstantValue is { HasValue: true, Value: int } constant ? (int?)constant.Value
            : value.ConstantValue is { HasValue: true, Value: int held } ? held : null;
        switch (target.Property.Name)
        {
            case "ForwardedHeaders":
                bool isTakenAway = assignment is ICompoundAssignmentOperation { OperatorKind: not BinaryOperatorKind.Or };
                Add(options, OptionAction.SetFlags, assignment, isTakenAway ? null : number);
                break;
            case "ForwardLimit":
                bool isNull = number is null && value is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;
                Add(options, OptionAction.SetLimit, assignment, number, isNull);
                break;
            case "AllowedHosts":
                Add(options, OptionAction.SetHosts, assignment);
                break;
            case "ForwardedForHeaderName" or "ForwardedProtoHeaderName" or "ForwardedHostHeaderName" or "ForwardedPrefixHeaderName":
                Add(options, OptionAction.SetHeaderName, assignment);
                break;
        }
    }

    /// <summary>A list of the options is spoken of: its methods are called, or it is handed on.</summary>
    private void Use(IPropertyReferenceOperation list, IOperation mention)
    {
        while (mention.Parent is IConversionOperation conversion) mention = conversion;
        switch (mention.Parent)
        {
            case IInvocationOperation call when call.Instance == mention:
                Call(list, call);
                break;
            case IMethodReferenceOperation { Method.Name: "Add" } method when OptionsOf(list.Instance) is { } options:
                // Whoever calls it may call it never.
                options.Facts.Add(new OptionFact(AddTo(list), method, CodePath.Maybe(method, types)));
                break;
            case IArgumentOperation when OptionsOf(list.Instance) is { } options:
                Add(options, OptionAction.PassOn, mention);
                break;
        }
    }

    private void Call(IPropertyReferenceOperation list, IInvocationOperation call)
    {
        if (OptionsOf(list.Instance) is not { } options) return;
        bool isProxies = list.Property.Name == "KnownProxies";
        switch (call.TargetMethod.Name)
        {
            case "Clear" when list.Property.Name != "AllowedHosts":
                Add(options, isProxies ? OptionAction.ClearProxies : OptionAction.ClearNetworks, call);
                break;
            case "Add" or "Insert" when BlockValues.ArgumentOf(call.Arguments, call.TargetMethod.Parameters.Length - 1) is { } added:
                options.Facts.Add(new OptionFact(AddTo(list), call, CodePath.Of(call, types))
                {
                    Value = added,
                    Peer = KnownPeer.Read(added, values, types),
                });
                break;
            case "AddRange" or "InsertRange":
                // Of the list that is behind the interface.
                Add(options, OptionAction.PassOn, call);
                break;
        }
    }

    private static OptionAction AddTo(IPropertyReferenceOperation list) => list.Property.Name switch
    {
        "KnownProxies" => OptionAction.AddProxy,
        "AllowedHosts" => OptionAction.AddHost,
        _ => OptionAction.AddNetwork,
    };

    /// <summary>The object itself is spoken of: what is not a property of it hands it on.</summary>
    private void UseObject(IOperation mention)
    {
        IOperation value = mention;
        while (value.Parent is IConversionOperation conversion) value = conversion;
        switch (value.Parent)
        {
            case IReturnOperation:
                if (OptionsOf(mention) is { } returned) returned.IsShared = true;
                break;
            case IPropertyReferenceOperation:
            case ISimpleAssignmentOperation assignment when assignment.Target == value:
            case IArgumentOperation { Parent: IInvocationOperation wrapping } when IsWrapping(wrapping):
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } when types.IsUse(call):
                if (OptionsOf(mention) is { } used) used.Use = call;
                break;
            default:
                if (OptionsOf(mention) is { } options) Add(options, OptionAction.PassOn, mention);
                break;
        }
    }

    /// <summary>Options.Create(options) is the options.</summary>
    private static bool IsWrapping(IInvocationOperation call) => call.TargetMethod is { Name: "Create", ContainingType.Name: "Options" };

    private void Add(ForwardedOptions options, OptionAction action, IOperation operation, int? number = null, bool isNull = false) =>
        options.Facts.Add(new OptionFact(action, operation, CodePath.Of(operation, types))
        {
            Value = (operation as IAssignmentOperation)?.Value,
            Number = number,
            IsNull = isNull,
        });

    /// <summary>The options that an expression is; null where that cannot be told.</summary>
    private ForwardedOptions? OptionsOf(IOperation? instance)
    {
        if (HolderOf(instance) is not { } holder) return null;
        if (byHolder.TryGetValue(holder, out ForwardedOptions? known)) return known;
        var others = new ForwardedOptions(null)
        {
            IsShared = holder != Configured,
            IsNamed = holder is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } },
        };
        all.Add(others);
        return byHolder[holder] = others;
    }

    /// <summary>What an object with options is known by: a symbol, its creation, or that it is the one that is configured; null for none of those.</summary>
    public static object? HolderOf(IOperation? instance)
    {
        while (true)
        {
            switch (instance)
            {
                case IConversionOperation conversion:
                    instance = conversion.Operand;
                    break;
                case ILocalReferenceOperation local:
                    return local.Local;
                case IParameterReferenceOperation { Parameter: var parameter }:
                    return parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } && !IsNamed(instance) ? Configured : parameter;
                case IFieldReferenceOperation field:
                    return field.Field;
                case IPropertyReferenceOperation property:
                    return property.Property;
                case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                    instance = InitializedBy(instance);
                    break;
                case IObjectCreationOperation creation:
                    return creation;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether the lambda around an expression configures options under a name of their own, and not the ones that the middleware takes.</summary>
    private static bool IsNamed(IOperation operation)
    {
        for (IOperation? outer = operation; outer is not null; outer = outer.Parent)
        {
            if (outer is not IInvocationOperation { TargetMethod.Name: "Configure" or "PostConfigure" } configure) continue;

            // services.AddOptions<T>(name).Configure(...), with other calls in between.
            for (IOperation? call = configure; call is IInvocationOperation invocation; call = invocation.Instance ?? invocation.Arguments.FirstOrDefault()?.Value)
            {
                if (invocation.TargetMethod.Name is "Configure" or "PostConfigure" or "AddOptions"
                    && invocation.TargetMethod.Parameters.Any(parameter => parameter.Type.SpecialType == SpecialType.System_String))
                {
                    return true;
                }
            }

            return false;
        }

        return false;
    }

    /// <summary>The object in whose initializer an implicit receiver stands.</summary>
    private static IOperation? InitializedBy(IOperation receiver)
    {
        for (IOperation? outer = receiver.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IObjectOrCollectionInitializerOperation) return outer.Parent is IObjectCreationOperation creation ? creation : null;
        }

        return null;
    }
}
