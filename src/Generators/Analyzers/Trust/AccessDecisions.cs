using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Tells a check that lets a request in, or turns it away, from one that only chooses what to say.</summary>
internal static class AccessDecisions
{
    // isLocal, of which isExempt is made, of which mustSignIn is: few have more.
    private const int MostLocals = 3;

    private static readonly string[] HealthPaths = ["health", "ready", "live", "alive", "ping"];

    /// <summary>Whether access rests on a check. Of several checks in one condition, the first one speaks for all.</summary>
    public static bool RestOn(IOperation check, Func<IOperation, bool> isCheck) => RestOn(check, isCheck, MostLocals);

    /// <summary>Whether code answers a health check, which the machine itself asks for.</summary>
    public static bool IsForHealth(IOperation check, ISymbol containing)
    {
        for (ISymbol? symbol = containing; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.IndexOf("Health", StringComparison.OrdinalIgnoreCase) >= 0) return true;
            if (symbol is IMethodSymbol && symbol.GetAttributes().Any(RoutesHealth)) return true;
        }

        for (IOperation? around = check.Parent; around is not null; around = around.Parent)
        {
            bool isHealth = around switch
            {
                IInvocationOperation call => call.Arguments.Any(argument => IsHealthPath(argument.Value)),
                IConditionalOperation choice => choice.Condition.DescendantsAndSelf().Any(IsHealthPath),
                _ => false,
            };
            if (isHealth) return true;
        }

        return false;
    }

    private static bool RestOn(IOperation check, Func<IOperation, bool> isCheck, int locals)
    {
        for (IOperation operation = check; operation.Parent is { } parent; operation = parent)
        {
            switch (parent)
            {
                case IBinaryOperation both when both.RightOperand == operation && both.LeftOperand.DescendantsAndSelf().Any(isCheck):
                    return false;
                case IConversionOperation or IUnaryOperation or IBinaryOperation or ICoalesceOperation or IConditionalAccessOperation:
                    continue;
                case IConditionalOperation { Type: null } choice:
                    return choice.Condition == operation && choice.ChildOperations.Any(branch => branch != operation && Decides(branch));
                case IConditionalOperation:
                    continue;
                case IReturnOperation:
                    return true;
                case IAssignmentOperation assignment when assignment.Value == operation:
                    return IsAccess(assignment);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when locals > 0:
                    return new BlockVariables([RootOf(parent)]).ReadsAfter(local, parent).Any(read => RestOn(read, isCheck, locals - 1));
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool Decides(IOperation branch) => branch.DescendantsAndSelf().Any(operation => operation switch
    {
        IReturnOperation or IThrowOperation => true,
        IAssignmentOperation assignment => IsAccess(assignment),
        IInvocationOperation { TargetMethod.Name: "Succeed" or "Fail" or "ForbidAsync" or "ChallengeAsync" or "SignInAsync" or "Abort" } => true,
        _ => false,
    });

    /// <summary>Whether an assignment turns a request away, or makes somebody of the client.</summary>
    private static bool IsAccess(IAssignmentOperation assignment)
    {
        string? name = assignment.Target switch
        {
            IMemberReferenceOperation member => member.Member.Name,
            ILocalReferenceOperation local => local.Local.Name,
            _ => null,
        };
        return name is "StatusCode" or "Status" or "User" or "Result" || (name is not null && IsAbout(name, "admin", "auth", "trusted", "allow"));
    }

    private static bool IsAbout(string name, params string[] words) =>
        words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool RoutesHealth(AttributeData attribute) =>
        attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Primitive && argument.Value is string path && IsHealthPath(path));

    private static bool IsHealthPath(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: string path } && IsHealthPath(path);

    private static bool IsHealthPath(string path) => path.Split('/').Any(segment =>
        HealthPaths.Any(word => segment.StartsWith(word, StringComparison.OrdinalIgnoreCase)));

    private static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent) operation = parent;
        return operation;
    }
}
