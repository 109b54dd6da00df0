"""Small streams with known pixels for the self-test. Made by make_samples.py in tests."""

import base64
import zlib
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Sample:
    """One stream whose pixels are those of `formula.known_pixels`.

    Parameters
    ----------
    name
        What it shows: ``"12 bit signed"``.
    transfer_syntax_uid
        Under which syntax it is decoded.
    bits_allocated, bits_stored, signed, samples, photometric_interpretation
        Its pixel format.
    tolerance
        Largest difference that lossy coding may leave.
    length
        Its bytes in the packed streams.
    """

    name: str
    transfer_syntax_uid: str
    bits_allocated: int
    bits_stored: int
    signed: bool
    samples: int
    photometric_interpretation: str
    tolerance: int
    length: int


def streams() -> list[bytes]:
    """Return the stream of every sample."""
    whole = zlib.decompress(base64.b85decode(_PACKED))
    ends = list(accumulate(sample.length for sample in SAMPLES))
    starts = [0, *ends[:-1]]
    return [whole[start:end] for start, end in zip(starts, ends, strict=True)]


# fmt: off
SAMPLES: tuple[Sample, ...] = (
    Sample('8 bit', '1.2.840.10008.1.2.4.50', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit YBR', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'YBR_FULL_422', 6, 777),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.50', 8, 8, False, 3, 'RGB', 4, 499),
    Sample('8 bit', '1.2.840.10008.1.2.4.51', 8, 8, False, 1, 'MONOCHROME2', 4, 396),
    Sample('8 bit', '1.2.840.10008.1.2.4.55', 8, 8, False, 1, 'MONOCHROME2', 4, 312),
    Sample('12 bit', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('12 bit, Se = 0', '1.2.840.10008.1.2.4.51', 16, 12, False, 1, 'MONOCHROME2', 24, 234),
    Sample('8 bit', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 144),
    Sample('12 bit', '1.2.840.10008.1.2.4.70', 16, 12, False, 1, 'MONOCHROME2', 0, 272),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.70', 16, 12, True, 1, 'MONOCHROME2', 0, 272),
    Sample('16 bit', '1.2.840.10008.1.2.4.70', 16, 16, False, 1, 'MONOCHROME2', 0, 398),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.70', 16, 16, True, 1, 'MONOCHROME2', 0, 398),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.70', 8, 8, False, 3, 'RGB', 0, 497),
    Sample('8 bit', '1.2.840.10008.1.2.4.57', 8, 8, False, 1, 'MONOCHROME2', 0, 233),
    Sample('12 bit', '1.2.840.10008.1.2.4.57', 16, 12, False, 1, 'MONOCHROME2', 0, 362),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.57', 16, 12, True, 1, 'MONOCHROME2', 0, 375),
    Sample('16 bit', '1.2.840.10008.1.2.4.57', 16, 16, False, 1, 'MONOCHROME2', 0, 487),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.57', 16, 16, True, 1, 'MONOCHROME2', 0, 499),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.57', 8, 8, False, 3, 'RGB', 0, 445),
    Sample('8 bit, wrapped', '1.2.840.10008.1.2.4.70', 8, 8, False, 1, 'MONOCHROME2', 0, 481),
    Sample('8 bit', '1.2.840.10008.1.2.4.80', 8, 8, False, 1, 'MONOCHROME2', 0, 120),
    Sample('12 bit', '1.2.840.10008.1.2.4.80', 16, 12, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit', '1.2.840.10008.1.2.4.80', 16, 16, False, 1, 'MONOCHROME2', 0, 417),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.80', 16, 16, True, 1, 'MONOCHROME2', 0, 423),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.80', 8, 8, False, 3, 'RGB', 0, 230),
    Sample('12 bit', '1.2.840.10008.1.2.4.81', 16, 12, False, 1, 'MONOCHROME2', 2, 198),
    Sample('8 bit', '1.2.840.10008.1.2.4.90', 8, 8, False, 1, 'MONOCHROME2', 0, 188),
    Sample('8 bit signed', '1.2.840.10008.1.2.4.90', 8, 8, True, 1, 'MONOCHROME2', 0, 188),
    Sample('12 bit', '1.2.840.10008.1.2.4.90', 16, 12, False, 1, 'MONOCHROME2', 0, 244),
    Sample('12 bit signed', '1.2.840.10008.1.2.4.90', 16, 12, True, 1, 'MONOCHROME2', 0, 244),
    Sample('16 bit', '1.2.840.10008.1.2.4.90', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.90', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.90', 8, 8, False, 3, 'YBR_RCT', 0, 367),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.92', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit, part 1', '1.2.840.10008.1.2.4.93', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.91', 8, 8, False, 3, 'YBR_ICT', 6, 336),
    Sample('12 bit', '1.2.840.10008.1.2.4.91', 16, 12, False, 1, 'MONOCHROME2', 16, 236),
    Sample('8 bit', '1.2.840.10008.1.2.4.201', 8, 8, False, 1, 'MONOCHROME2', 0, 214),
    Sample('16 bit', '1.2.840.10008.1.2.4.201', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('16 bit signed', '1.2.840.10008.1.2.4.201', 16, 16, True, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit RCT', '1.2.840.10008.1.2.4.201', 8, 8, False, 3, 'YBR_RCT', 0, 459),
    Sample('16 bit', '1.2.840.10008.1.2.4.202', 16, 16, False, 1, 'MONOCHROME2', 0, 261),
    Sample('8 bit ICT', '1.2.840.10008.1.2.4.203', 8, 8, False, 3, 'YBR_ICT', 6, 552),
    Sample('16 bit', '1.2.840.10008.1.2.4.203', 16, 16, False, 1, 'MONOCHROME2', 64, 345),
    Sample('8 bit', '1.2.840.10008.1.2.4.110', 8, 8, False, 1, 'MONOCHROME2', 0, 43),
    Sample('16 bit', '1.2.840.10008.1.2.4.110', 16, 16, False, 1, 'MONOCHROME2', 0, 358),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.110', 8, 8, False, 3, 'RGB', 0, 100),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.111', 8, 8, False, 3, 'RGB', 8, 768),
    Sample('8 bit RGB', '1.2.840.10008.1.2.4.112', 8, 8, False, 3, 'RGB', 24, 124),
    Sample('8 bit', '1.2.840.10008.1.2.5', 8, 8, False, 1, 'MONOCHROME2', 0, 322),
    Sample('16 bit signed', '1.2.840.10008.1.2.5', 16, 16, True, 1, 'MONOCHROME2', 0, 580),
    Sample('32 bit', '1.2.840.10008.1.2.5', 32, 32, False, 1, 'MONOCHROME2', 0, 1096),
    Sample('8 bit RGB', '1.2.840.10008.1.2.5', 8, 8, False, 3, 'RGB', 0, 838),
    Sample('16 bit', '1.2.840.10008.1.2.8.1', 16, 16, False, 1, 'MONOCHROME2', 0, 517),
    Sample('16 bit', '1.2.840.10008.1.2.1.98', 16, 16, False, 1, 'MONOCHROME2', 0, 512),
)
_PACKED = (
    "c-rk-2_RHm`#*OU#y-|8m9Z725NX9&vQ~ytT4V{Yc1cmm4B0|i5-DX+DJ3dNT8t&phP04GX^|+Uvd{hBJHueo`_}t?@B"
    "e+j@9R0&J?A;+x#v93?|IHLV=i0+Hv*!isf8(kAOIjF0k{qrBisnWaPF8v!eVh)l#miqz@db};_)~f9xcKQAV2^_K!hM"
    "s0G9xHq;ovGFEBt5@*tjvm%zs_fCyY90t|%ohGX@CwC+OM0ZtSzrl4iWBW~l&tGHQWT0l$+LCNS`p`>k9yRx>6S0Eq1)"
    "EH?QS(OPBRn;cxOxK+;bJlEQlX<3Q<`$NV7TYaZYQJpxYF9V+-#pf=-QvA<n~(4I9lL{qLqfy$gvaiWI}o36F!4}o+Og"
    "v&(odesIDaAMV(z89%lSpcB{xcMmX+VSU;W_WqsKM1PoBSMdim=0o94GIA3t?`{_?f6tGfq&0tl!*27tNkb3@mJhI$z6"
    ";bmG;znrer8OirDs;P~KsXk0)`R*w&c$7uv;^A8OFY^V`$<VV1!Wg#5PZ8o!QI<ooh(j@=5LOiWuXQV87X+{zz(=(U0R"
    "e#$hsE)tc0m{)R6rDmSJ2`SGqmA#-Yl*-Er1|l6q9nUkWWe5wq4T2tBPMrS?9URN7OWyWj|(E;GeRLW7zO;6~sb_^RS{"
    "w$o8FXH)BM7F=$?u{HX#4nU3#fgs++d1M$xKo}-Qdt0qx-JCEciJNwEv+VtOBU$Lp%eO+I}N9&vGdaWCLTBsLR;eAi_$"
    "v@lHvg=x7RDgU7wep(5t7I4~FMtrK6}_gX5vlSI?4GXWCp-BnHJbG#f7Y<>{tb=z4xbwu<B$o``@Y}$>pDi3q`~gqd-c"
    "|=iSQl>8@g_CaRaU_?EhU$(m({;iUKoHVDw+TFbQI9ff+DD7pK0c{yhe-MPUG#2fC;*5VU{+C8{p~b;A9q2&xnen%?zK"
    "e%$r07jPuwsKsK`2TCv?A*<IX7`$k>QP9-`1IsVW*-Qf%xL9`wQ5gousZR3kCCOh1FesDnU#mZ*Zv_mZvOZ@yHf6P9zb"
    "eDvpjjWb$7bZHw_z}R*uQe^`?U}KbM~R4k-m@wLr!2558t3E06KC~10#Y+Nf7~dq!hsN4v0Z`%*q;e8eLL5bwHBG0Ams"
    "sBc^DLj!Wbo7ibN3XrK^_5JwB*cQmMK=R80R3G+a%zY@1XARzd=xCsa&)k;JFa9F<K^$?$ssFtgww1Se_bn``<hvMYO;"
    "|1|`9yK_R$@>-yw_P|OO*X09kW-^0+0wKr&ZYgiZrui5A^eWKx>wTV#kCu9_tH!Q^InnP*Uhqt`cJYH{1uiKj|^ie0C8"
    "yv;R%D`0YF7dMn*=Zot@p1K%|f(iInI_Arp@jJSJsioHj%X%lUsm$npF72>z}<cs{{l`Y;0tq``}VqZs0d?8}Ho59hQ<"
    ";Blgy7P=}aP<5as7(y!M4Ya88qjhvvivpR|l?1DWAH%9sWDmlwV-1B2!tN)WJqWu+bYKwn*sAP7*w?&)LD*Lcc}QPF`5"
    "(h$41l-*!SjJ(fRu51Ck2CfoZiuK>4Pn(aT0?qsBwxM1SJM6;}{ptL2$q_<a!Pahqyt5REJPwLpp#O8&V2qJc%LH(1AI"
    "qp#u-0Mj-u8yb^ymKKO))!{Fe@(CDfoZk0qbMFJ0vxbe^ezmcQs;E3FEc!*B=Mov`-!hIu0_8^eB<@m8=!*Ap$vKYcYU"
    "rG5t?+x(F8-I;AxIb1DkM@aR406EW+I5gmdBcv>NMrfOdd0#e{MmMaXC$3Y<LxI6W27eiYWe$Hs6V!Of4e#0hIVfr0N("
    "U&$gSIu+pIt^A_k$iy|}@mC_QMfs6!kqng();l}3X_*};c{lngmVkAGK}e|8rn3>^zlLt&6&6wEK7N?~Un7(6C`OsA+y"
    "@DCKmL1fY}7AauqsuEmc-spXVm@o~!j}WV5w+<7VJ<vKN#!DV-<%l(N`os*WL?0=Js>CJcJwihgN2L*BmBZ~~iOuFRUj"
    "oDXV@S&Y)|W>kkrn{Muzt%of&{?Gfe<U4RB<Eqp|8hdXd}ghP%B1?Wux~IV!G_sVPZTCcIz;)F0v-A2ulzop&4%<X&6T"
    "k;6O|pQjVhpj-y<_NHL)i5aT$?jS$o2f*8k9ZkQMherzNCHoygk&NT?=Em*RL5JcDEp;gLqip>O)0z@E?jW9$aEeJP^*"
    "$d%tqqm77yHn8UZOCRu9KFpH+55iJhHRBaqqiYDD`E6DC1j8LPMgPns!2cQW@*;!;&QVH7&f_}Xqi#2?C+{1^<9+|8Q("
    "?O{<|ngd>>_}@1m^!U6kk1LWm+k*yo^&tpB~j*MGPL-;I+WKa@!Wt~C_^%*az2;`*0;KF8LpWXBh+;2R|~Etj&rwaiM*"
    "P5pS>`FKvTR&kWd^M{p3sf=Ib8u4wV?XC4Oqf{<i5IahxmD>4vqg1--nvYVce&V03GRt`-K$+zX(GlN&41J?2C?qUG9C"
    "_&Ce6}&cAayhxAVGit$Rn5?zgqtO7M6pX0cjD%!qgOC&;=PF&Bz}=fd^fm)zLphf`IxQk?s7}%?M@Y_7^ZAoh%qkgnc{"
    "V?G^AAM|eFIo&x))!#f;d4=TJ9rY6IFF!eF)UjUPTXI$d<#vR%sx_}S_!$1reLlS^Iqz1iDes}veIrJ~Y<)eL)ss0RLq"
    "^c)uY!jAatD-PYMn+PSpebRp*hI&pD$R6{n6i2FPGGV}R@pp8!6;b5W}dKPb85JGYPc$Tg%p&fhN~%}41p9$r64Eq6!b"
    "W**ieET%f(oydFv<08C}#yR8&;sz9K@Yii*ac!Vuc49McdKYoUC|LZ;I~Io3iaCfUu-&NlUWMn=Y|dAlT+GFAT?5VD0K"
    "#tbGCHh9z7Pc^vtq1V6Q7>4Mi4p9p#-gWgCSl@2%y<Ty;nL#G*e%-CFvHMx4Ue@YIU-UGL?{#QG(1*!oAFo;qFg{$l_b"
    "#vP%EI#Of)ZZY*XJ_U%DTs-ddR%qe8^qKeNi7tr+k{=7U>&Wg4%>aO@U8c*EHm-px|2Xl?nLE>zBs|C%W3l<F~J55(Fk"
    "&7M;nMWEq%rLe0`BGF8=*x0P(8Z!Lc8x$XjS<-(~}V#iV@SQr>#EX2rBN@4dkBNW48Nudg1wxZocqG7a&D9(^LbhBpAy"
    "a<7$Fva1wT_so|mz;@sD@lS|j+ATzg1F>FaXkbqw_Mo7JAaLX*y|_k-zWzg6f|`7G7FNMI{OP8t2_GW#NCjSKtGe}c(b"
    "j?-!ZiQ>n=xA3`wuUFL_Mihn+_spL@6CXhO=H?FRwv&4HJ`&n5;p`qaPK`gB`;x@(Q&3+#d|_7A5EX`5H+2zJc8t1Wmz"
    "jY*VtP2`ys>2fecCdla^zT0nALR2&Dd~5zxtH7tZQ>={coL9HPTs=$0;U$kdFR_zUF<iJv;<$pTjf4vJD@g^A2p9;^$f"
    "N-RIFj}LlD9J#>^CXbw2Cb`rD_ptT}cZxiB>9mp%bZCmZ}`4Q05{L<ZptFcIEa+J4yOmk8B3VzVS#e0r#y(9*||Y<qY*"
    "{-?$0;hl|+o-#Gv*Ybj&>-yD4ugMLHctHFChe!l*}jhauL^O`o7HtoGBw{OPSjWeHa_I>fOlCVa|{A~5J&TIF4ybnQB-"
    "@ktkQ<<rAU@DS!-cM%bYphrqmBP*%Sa*1n0W0%yWMw;|SlM<nR_52q%65HV_tU_ZEMR3$|CV5s1`8lXPB0>!(6jC5s*f"
    "EnC9FR4T=7_44-*|_kC<cO=EuTS>5sxJZR1q<EQxUnXDZ_s&zomrvUs8nvU)BynP;-lBP@K6POL{#EV{ZWZ(M`iRcyWN"
    "?CcgN9YF3Ak)0r~0JbQH{U>O^o3*GgUj*!j`pO!%0cxyCKpglRq>((t3qi0g5Cp7`3Ft2{;FW-vOg1;Cz^*_AK*nBf&f"
    "adWB$w?ZYfrb0mXvvBq-}0qTh?saNSZcv`cxe_8t}8avPPcW-w+TcHW@1*ApY{QMzFz5O2nA0t;}~<3KIF7mRf{si})("
    "@Kc6iyy^^;Ztk;!VFm3fs&t!(EVMj2~P0>4{<3#-#-9!I_br%>_cP9@I&!5#j6xF@r)nejPBYk7ulP%i81i@(`u8?U-{"
    "A>v&d#~34r93%zw{B0`yB2q$VMc+nMtH}%<(T@rNfuiq6s&K(5iqDt<XLO`GR=KSpo=Q{J&QP>HGjiN;1MLkke}&mpm`"
    "FABQ_?MXVy?rLkp*818kJUeQE^!Q#MEZ585m;s?D^pu;`z)`5-GsyY}0QsT-vy95`nz{7992Wb@SxQ+np_jFo5)`Yn3r"
    "9@}0AmzqVHvw0G?hlgBSk?Cai_=L2X;e_39SJAT`i^XjScRTP%Koa1|M1V~-SD9<(Z0z;q;^quZr<Jos#7`Nkb=|r(R#"
    "#3aq}ch~_`?kOgC_D_z#akO{+DRLJBUQ`&w&v2Uk-xC4}gG0R$BHo2nF=7tyz626gMBN5*?R&qCr{lPLAZ|**9MIGes~"
    ";uk_55a!RJu&U!o{_`pRym6!<!JX7CDuMtctJlqgaBObf<>XPe$&K>gz2E|Wb#+dPn8yns;FL>ZW@#nvMd5iah3vF@k3"
    "57-1pPb#<O3B%i|GB;;_{L1t19lAodFt^lSQn+t>xOrhSqKw1eq@H+-s@I6dE3$nv&8GWBFghWUyhJ_cYT}%{f+ukTgS"
    "R1QC0CzYc&|N7xNa)2PbvYYM04stBMqv>7AIgjxR6d;1c0GK3lS}Pb(OHiiRDbVEUJX1^O<jS%-H+jBX6M8-vWlpiTNN"
    "birQ}FZtK%^Dj+2VF)uY@jzG@0)~K*x$@F#B)R-7AdgvF&~b{Gv%uXvnY1>aqQ=CEn@MTcvzDz&&?heR<)IxANb7Xnle"
    "b0RVQX;n$+U{>2jVeNO@uLfD~^n#Za!70;o9R`Jx*vwK$%{j=+<@4g%iqWX^3YWpK!i?)+wfJcY@62tXSptiZgjy7dLk"
    "uUSR`@-x*9&7#|!Fq1Lc)zAmFQb8Y^T^v@f|R`W|2icHba5}Ypg+pax~v175%$Lgje=$+7RnO;j}j1z;}_f7xew-uRIT"
    "V-1d82X}gc>*1gP)&3~>Q3qX{LzJlBp8mQhq6yKl71S=?JOkArIF2i?(3zN$^9t+df#zFyxp=|AS!y_<=mAO4>!8bh)`"
    "**&D|ZJE639>Ui<LA8XkyE+i0gWpRANn@36r>-zstM(&P*64BjwWj|ELP#oxXEMMZ?(i79T*GP}J>Z>_GHqILhQ;oR~;"
    "Tgg9oJf<M0ef0ARhBcK?tMND-8J$YvBy-9zGB-CzY##$4w!!A4C2n3M&8gFLr)p2-SnG^h%TQ?oq22&6#28|<c5u@hC_"
    ")I2u;PFLjJ!c~G%#L_@{;8CoKN1sv{;kLAO^JN0>(tz5&+&X)T~~EXZ7{<{hxMrmbd1CpRr10m{t6vSQQpMjKUE2{-IU"
    "TEUUl-cr}h?7Z4{S=O_D5ScFSe!K1bTaR!hCs)prQ3}RnwbS#8g2qY;0?-@u?3?pTD1#ShV=1L_5Eh8o)j%6&EA`S4_9"
    "L?X{+Ofk6;|s>qdE3Ew2G$pdG(t=yV0L~Df?D%`3WTWtau77gKeaXvLV+EG0vdvXVn2+KK>tH1APNf#G1@!8i-t8V9Af"
    "96&{#)^!RLgdGg0ONIuTfG9a@?W4YE(rN9tJ5A#5dv{284XsyzU^7%+h`QcK4%GW!7nWMU#~wxAX2y&%vVw0#9iNCkfw"
    "v=mGP{5=-l7cU}q6X~D5wv6x31)ver(ti<oq7hHAv!kaMZ3Va8mJQA@<T2Yg+nx+h%vP{9^9ut&Xsu*6-Wytr=+4~1=M"
    "`^UeE;DjK#{;b_s1RWkKI`@jU5B+pkkkT{<~AiRp8%efIQ}jr(47-zhR`OryKbKXM#cyk=ai}oCQ#4F(jk$9_|RS1d4n"
    "?=ll2XnZG9Wzb&4XM#M8fpiokzdQ;~iX^hWGB<XF+KvI$YbR_vwWGS+a1%DjhN7&FD+|I<J0SXR=3>4xx5f14fVC6G0N"
    "cFRR3<?&jMy?MnHw>$}$0}>E>KT|+1kc@2R3`|`0laa%s-QGypcaRdlLJLLfad_uBu*`fmlxS9kXoDq&WOpX=5K~PXkW"
    ")l)V?8oHdfB&KkS1bH2(eWUQdxuKp>xJTRRgGDno?k9A_4sejuZA;_x=0rI>U!?Vb0+VIp17D&kSI(}rDh4}G0xbqf)?"
    "vVd<=pd}rLA*x+znE@D5k<dDtGT<X)qQOcrhuGExn`N>92SS8r>v(%KS62EjwDj&)yR!V@+PR2y5+cp}1ltzymE60^l8"
    "K~#$=f?YX2!AbNh)@h8F3Fr%I6^S&D9ilFN`50I#cP>$^(5!Vor|O31FKP8=Y{|Du1$a`uy0#*Dtor{nL|W;)uz@j*uj"
    "Wq!~yOi?cwIR%95Gl7bbGwAb$|k`n)T@;qQi2p<ibiyt<7X0v9`6D9WSndAf{X>#iu_sxNfa=_hyqUx~}Una&B@gi8B4"
    "W!y<@;JHk;Bc#fyE~c8<ni<jT9yEE-D={USA=YkSz4^bxv<jUCXrTo8F})O6L9b(9x^2Y-Mu8RUe*xQ=mfSqs8EsQPs|"
    "eV1GBe!v*?zV%dANIeWI_V&y7_=8PmAcCGtjb{NA@HYWc)~OdM&g7K8xHZ%n2<B@l2B@C8<?%B5z8ML}Wb0&+^pk%j9>"
    "+bB-kqy4R<Nid9lVJc{8Kc6JTABqAY;qJZNbFJ@s5{k({&WGgdkw!=lDXd2NZpTVY!JwTd;jCt^mA+qxHCH9bRK=|pd^"
    "Bct<e1%CS4V~yR+ZH(x+>i?uS9zF)srV{%B1J|9(6JVG+FH-FMBMEcKL$Cn(^R*)}AKUNGY7Wp=KI7rQL}DfT%72v{kp"
    "CUlKubKejws#46vn)Oql=1gB7iXEd3?&d9ey$C=J_9W%hvoG#A2lhU$=GgyT6_L)7EPJ?X5s!yIr?;Pd)`$2i)N9WDn!"
    "h@{&#Qnt-JOHX%Y(6?vL!Zop#D$k2tM|E2+jcDE^gUf;yRSE9-5{H{q`dew4y+mMJQ{U~GK!chWTmQAA9?L<{|je3^bq"
    "Pr(KPz}>TA17%0`XSgEHb6{`EM3AwW1F#>>MGc+zK~-@dEcC4L!a(E5QkH(-TPe17Dz$iVKqq2Z60o1ap%u)i<$L`Vbk"
    "1D+H`a!=N;4N!d$k2bD#@p5Hsz!CyUIf4WlC5>EWrvd=!<;nGhlq6W(q?F*6w21#nRJ6h!TV5G=x_7AT84;O<`tA$`UP"
    "-B09yI}NX(7!17&qZL@5#nh{Tih+SI1iEcDu$cI-2<U(1z<WZ<2z?A8JnBt1tWZ*zu!>S~4=P%f35vWBlRP^LO>-+Hzh"
    "UJ^Vhu?Yi8Dt9bdO_97vJu^&s668yYwO}^CUbw^vo;d7ORM*Zh%8*9C7wZElb+g7*fre0@bu>8@k7kdrHcfU+a@ZZsL`"
    "Vw<T>jho|zmGR37Wj2km>KNqYD%E`_q@9V`}cLgOEvB6FdVzam>8+0ommuK;!7@be?TfeHoKCdSL69!;ijN!8L!Z+=4`"
    "B7g!+~TAHF)@6v}LlnycNVT-@szxw%y3u-~*>YSk+*+?~;sbfMB%+##pROzB9@gGGxRE<Rkk`pCta)%zWCYkx~SlKXT^"
    "wZo-)pQa-|je#NyeV>QO@AG{TW2Haq)qxfMvtB2LPVH$vmawts?aB1<S6VMrue#E9sp;s>_978$zmKKzQGTDQtPJ$NJX"
    "}H5`&t{S!R&gOu!-5-oGxF`*HP_Q(BIjV3>Pp&z+x#NK%jl|6C!k$d_WyeLmj;WSx!B%1bZ|wVI<6@k>!*fpER1v9>t~"
    "_zBTVPfwr3J)7|rlHd;ItW1=p1#{ja=+*z&DH9$xDhg`W;oky0wQ<^rO59rFg!Vx>3Bf+#`>IY)-(lO-K3%Yxpil68Z@"
    "L6~_URKBSXw2JOrP|UtH>4$_w0MlewJe*mc|dPdroiVH!ou6Cvn0kiysEo)N>{(Q|7LYo*vfNZJLdFcw%hLVZz52|)uK"
    "{%>gSjWMR=xvt~(YFit5Lu&1fr4_ekF8aB!RqLH0>w`fPWJsSJlBc$zR0(>y?&0LmaAgE9zEQl{O?E4+RAsD^>J{rtMT"
    "dzDM-q~bMo>jZWONm#zzR#<zi`StVQ@%cs0Puo1jQ(*m*S_fSX!Qxo++Z_h8m{+d|DaSANho6U1`%f%*Hs5q_sNAkLd>"
    "vR0)Myye&13SnYtjf0{PXX}o8V9&$>7fu^_w4$h>D3zNU~n8lN&p3ygW%kQAwHon%!jeDN{8xwWetgyl*#WuAaUD+0bb"
    "4y*sP<3l>^aY-|VLzgw}=VU?qkv&-Onc<a`0*tp4av)ADJcsu=e`BSO10M7fi5s`cMMMcMO-p@OnbmV9<J%#g{-sv-$X"
    "S1@;ao*Oua`oEv0!AU{rM=sC?%u1Ytm3@8SNF93SwrK{8+`9t+una@A9|0kx38ZGV+Ig3g8n3ef42dDzYG88V+c1ahD?"
    "xvGR6MvEc~14mjeF)1^(A((JutBT<geB$B?QHdA_}?r(akc{Y+j-<<tLf{_j^{JQq#kB3&*r;-ZCIw496FxyXx)sQz3O"
    "&PDNDl*&bCxhS8DO1bDh7g5WKuV2o|$~aCx93K-I8n}y#_2pu>aIqV?*fm_ND;Mj?#V)6E@pfD+g^RV~VokYNLoRkM7d"
    "wNCody96+>id>ob~!U4v**I;pHU|`1ttw1q1{Ig@lBKMMQ{1QBg55ad8O=Nl7WGF=M2qWn^S!<>bbW9XD?LczJmeNkKt"
    "TQAtTzSw&^SgozVXRn^ocO`1GeU46=wsZ%vHG&QxfrcKk<*3p?hT~~L;jF~fM&6+)X&YZb(_4M@h4GhR+Lqj7YV`CGOd"
    "Gkz7&CJZrEi5c8t*qwHU$9`|LThUZ#m2_gcG056i|y=|ELpnL-hSD#<;z#BSh>={Vbv-}M<*v|XBU^%t6g2)+}z!N`_0"
    "2+&6>4q*R5N>e#3^18#it8^xVAJ%WKOPZ||*Jw{7$B@%7!leaDWSJN^82?ea&LGFm`DVBqfEK|#U6At9lmVPSjrgoj5&"
    "L`Lr2yKi4qRCIJqOl<7_{c&*z4#dYNBpf`Ln0V;W;loKuM~)mlnw(6hr=+B&rllP_cKrB>6Y1$EPo6rJk#YL;nKPN0XU"
    "}G3WoMr|cmDi^3pqI#FXrZ6x|El9`Eq{#l`B`TUb}YvdO-n$QCL`1R9swAa^ps6>CKyEW##3!Zr#3p=g!@`_wH3xR904"
    "1-M?R5{oujFhmRgTeq2*iTl?fmUER~C_4Uu5H8eCfK7an=MN`wum#<#Ee*NZ6bMxD`EiLcfwYIjky?_7VLwozjkDoqub"
    "bS8&<;&Nvot<4>-Q7Jsy}f;X{ryZP4FB@~|F-}C59kHxQ2"
)
# fmt: on
